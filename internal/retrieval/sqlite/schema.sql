-- The whole schema of the embedded store. A passage's id is its document's id
-- × 65536 + its ordinal, so that one tells the other.

CREATE TABLE facts (            -- what is known of the whole: one row a name
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE files (            -- what was read, to tell what has changed
    path TEXT PRIMARY KEY,
    hash TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE documents (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE, -- the document's id in the corpus
    file      TEXT NOT NULL,
    hash      TEXT NOT NULL,        -- of the record
    outlet    TEXT NOT NULL,
    headline  TEXT NOT NULL,
    event     TEXT NOT NULL,
    happened  TEXT NOT NULL,        -- the event's day, else that of publication
    published TEXT NOT NULL,
    authors   TEXT NOT NULL,        -- JSON, a list
    length    INTEGER NOT NULL,     -- in terms
    header    BLOB NOT NULL,        -- JSON, as it is cited
    record    BLOB NOT NULL         -- JSON, as it was read: all else is made from it
);
CREATE INDEX documents_by_outlet ON documents (outlet);
CREATE INDEX documents_by_headline ON documents (headline);
CREATE INDEX documents_by_event ON documents (event);
CREATE INDEX documents_by_day ON documents (happened);
CREATE INDEX documents_by_publication ON documents (published);

CREATE TABLE passages (
    id     INTEGER PRIMARY KEY,
    start  INTEGER NOT NULL,        -- bytes of the body
    text   TEXT NOT NULL,
    units  BLOB NOT NULL,           -- JSON, a list of corpus.Unit
    length INTEGER NOT NULL         -- in terms, with its header
);

CREATE TABLE voices (               -- who speaks in which passage, or wrote it
    name    TEXT NOT NULL,
    passage INTEGER NOT NULL,
    PRIMARY KEY (name, passage)
) WITHOUT ROWID;

CREATE TABLE postings (             -- BM25 weights by term: see postings.go
    term           TEXT PRIMARY KEY,
    in_passages    INTEGER NOT NULL, -- how many
    in_documents   INTEGER NOT NULL,
    passages       BLOB NOT NULL,
    documents      BLOB NOT NULL
) WITHOUT ROWID;
