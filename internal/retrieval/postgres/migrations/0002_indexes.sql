-- Indexes stand apart: an engine that builds them in another way needs another
-- version of this file alone. Weights lie in the indexes of postings, which
-- are then read without the tables.

CREATE UNIQUE INDEX postings_by_term ON postings (term, passage) INCLUDE (weight);
CREATE UNIQUE INDEX document_postings_by_term ON document_postings (term, document) INCLUDE (weight);
CREATE INDEX documents_by_name ON documents (name);
CREATE INDEX documents_by_hash ON documents (hash);
CREATE INDEX documents_by_outlet ON documents (outlet);
CREATE INDEX documents_by_headline ON documents (headline);
CREATE INDEX documents_by_event ON documents (event);
CREATE INDEX documents_by_day ON documents (happened);
CREATE INDEX documents_by_publication ON documents (published);
CREATE INDEX documents_by_death ON documents (died) WHERE died IS NOT NULL;
CREATE INDEX documents_by_birth ON documents (born);
CREATE INDEX passages_by_text ON passages (text_hash);
CREATE INDEX voices_by_passage ON voices (passage);
