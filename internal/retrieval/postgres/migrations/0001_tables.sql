-- The schema of the store. A row is part of the generations from born on until
-- before died (NULL: still); a generation is all rows that are visible in it.
-- A passage's id is its document's id × 65536 + its ordinal, so that one tells
-- the other. No session state, advisory lock or generated column is used, so
-- that the same statements run on engines that only speak PostgreSQL.

-- In public, since every schema of the database shares the one extension.
CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;

CREATE TABLE state (            -- one row, written last: what readers see
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    generation bigint NOT NULL, -- grows by one with each change, also when one is taken back
    visible    bigint NOT NULL  -- the generation whose rows are seen; less after a rollback
);
INSERT INTO state (generation, visible) VALUES (0, 0);

CREATE TABLE lease (            -- one row: who synchronises
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    owner    text NOT NULL,     -- empty: nobody
    since    timestamptz NOT NULL,
    expires  timestamptz NOT NULL
);
INSERT INTO lease (owner, since, expires) VALUES ('', now(), now());

CREATE TABLE generations (
    generation  bigint PRIMARY KEY,
    visible     bigint NOT NULL, -- its own number, or that of the one returned to
    published   timestamptz NOT NULL DEFAULT now(),
    location    text NOT NULL,
    described   text NOT NULL,   -- hash of names, outlets and events
    description text NOT NULL,   -- JSON
    weighed     text NOT NULL,   -- what its weights were made with
    documents   bigint NOT NULL,
    passages    bigint NOT NULL,
    space       bigint NOT NULL DEFAULT 0  -- of its embeddings; 0: none
);

CREATE TABLE files (            -- what was read, to tell what has changed
    path text COLLATE "C" NOT NULL,
    hash text NOT NULL,
    born bigint NOT NULL,
    died bigint,
    PRIMARY KEY (path, born)
);

CREATE TABLE placements (       -- which file a document lies in
    name text COLLATE "C" NOT NULL,
    file text NOT NULL,
    born bigint NOT NULL,
    died bigint,
    PRIMARY KEY (name, born)
);

CREATE TABLE records (          -- documents as they were read, by the hash that citations name
    hash   text COLLATE "C" PRIMARY KEY,
    name   text NOT NULL,
    header text NOT NULL,       -- JSON, as it is cited
    record text NOT NULL        -- JSON: all else is made from it
);

CREATE TABLE documents (        -- one row a version
    id        bigint PRIMARY KEY,
    name      text COLLATE "C" NOT NULL, -- the document's id in the corpus
    hash      text COLLATE "C" NOT NULL, -- of the record
    outlet    text COLLATE "C" NOT NULL,
    headline  text COLLATE "C" NOT NULL,
    event     text COLLATE "C" NOT NULL,
    happened  text COLLATE "C" NOT NULL, -- the event's day, else that of publication
    published text COLLATE "C" NOT NULL,
    authors   text[] NOT NULL,
    length    bigint NOT NULL,           -- in terms
    passages  bigint NOT NULL,           -- how many
    passage_length bigint NOT NULL,      -- of all of them, in terms
    born      bigint NOT NULL,
    died      bigint
);

CREATE TABLE passages (
    id        bigint PRIMARY KEY,
    start     integer NOT NULL,          -- bytes of the body
    text      text NOT NULL,
    units     text NOT NULL,             -- JSON, a list of corpus.Unit
    length    bigint NOT NULL,           -- in terms, with its header
    text_hash bytea NOT NULL             -- of the text that is embedded
);

CREATE TABLE voices (           -- who speaks in which passage, or wrote it
    name    text COLLATE "C" NOT NULL,
    passage bigint NOT NULL,
    PRIMARY KEY (name, passage)
);

CREATE TABLE postings (         -- BM25 weights of terms in passages
    term    text COLLATE "C" NOT NULL,
    passage bigint NOT NULL,
    weight  integer NOT NULL
);

CREATE TABLE document_postings (
    term     text COLLATE "C" NOT NULL,
    document bigint NOT NULL,
    weight   integer NOT NULL
);

CREATE TABLE terms (            -- in how many passages and documents each stands
    term         text COLLATE "C" NOT NULL,
    in_passages  bigint NOT NULL,
    in_documents bigint NOT NULL,
    born         bigint NOT NULL,
    died         bigint,
    PRIMARY KEY (term, born)
);

CREATE TABLE spaces (           -- kinds of embeddings; the vectors of each lie in a table
    id         bigint PRIMARY KEY, -- vectors_ID, made when the first is stored
    model      text COLLATE "C" NOT NULL,
    dimensions bigint NOT NULL,
    indexed    boolean NOT NULL DEFAULT false,
    UNIQUE (model, dimensions)
);
