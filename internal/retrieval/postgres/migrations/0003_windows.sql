-- Of a long passage several texts are embedded, of as many words as the model
-- reads: which ones, belongs to the space.

ALTER TABLE spaces ADD COLUMN max_words bigint NOT NULL DEFAULT 0; -- of a window; 0: vectors are of whole passages
ALTER TABLE spaces DROP CONSTRAINT spaces_model_dimensions_key;
ALTER TABLE spaces ADD UNIQUE (model, dimensions, max_words);

CREATE TABLE windows (          -- the texts that are embedded of a passage
    space   bigint NOT NULL,
    passage bigint NOT NULL,
    hash    bytea NOT NULL,     -- of the text, as the space's vectors have it
    PRIMARY KEY (space, passage, hash)
);

-- What is embedded stays so.
INSERT INTO windows (space, passage, hash)
SELECT DISTINCT generations.space, passages.id, passages.text_hash
FROM generations
JOIN documents ON documents.born <= visible AND (documents.died IS NULL OR documents.died > visible)
JOIN passages ON passages.id >> 16 = documents.id
WHERE generations.space <> 0;

ALTER TABLE passages DROP COLUMN text_hash; -- with its index
