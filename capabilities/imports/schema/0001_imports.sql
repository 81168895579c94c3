-- 0001_imports.sql: lists that officers bring in: the file, its rows, what
-- became of each, and how to take all of it back.

-- One list. The numbers of state, refusal and known are those of ImportState,
-- SheetRefusal and OnKnown. cursor is the number of the last row that the work
-- of the present state has done.
CREATE TABLE imports_import (
    area_id       BYTEA NOT NULL,
    id            BYTEA NOT NULL,
    by_person     BYTEA NOT NULL,
    file_name     TEXT NOT NULL,
    size          BIGINT NOT NULL, -- bytes
    created       BIGINT NOT NULL,
    changed       BIGINT NOT NULL,
    state         BIGINT NOT NULL,
    refusal       BIGINT NOT NULL,
    facts         TEXT NOT NULL,   -- "KIND words" line by line
    heading       BIGINT NOT NULL, -- the number of the row with headings; 0: none
    headings      TEXT NOT NULL,   -- its cells
    columns       BIGINT NOT NULL,
    mapping       TEXT NOT NULL,
    known         BIGINT NOT NULL,
    cursor_row    BIGINT NOT NULL,
    row_count     BIGINT NOT NULL, -- without the heading and what stands above it
    done_count    BIGINT NOT NULL,
    new_count     BIGINT NOT NULL,
    known_count   BIGINT NOT NULL,
    changed_count BIGINT NOT NULL,
    refused_count BIGINT NOT NULL,
    undone_count  BIGINT NOT NULL,
    left_count    BIGINT NOT NULL, -- not undone, because they were changed since
    PRIMARY KEY (area_id, id)
);
CREATE INDEX imports_import_state ON imports_import (state, changed);

-- The file in pieces, until it is read.
CREATE TABLE imports_piece (
    import BYTEA NOT NULL,
    piece  BIGINT NOT NULL,
    bytes  BYTEA NOT NULL,
    PRIMARY KEY (import, piece)
);

-- A row of the file, and what became of it. same: a hash of what tells the
-- person apart within the file. member, person: whom it became or was found to
-- be. was: what stood there before it was changed. mark: what the member's row
-- said right after the import, as a hash, so that a later change shows.
CREATE TABLE imports_row (
    import  BYTEA NOT NULL,
    line    BIGINT NOT NULL,
    cells   TEXT NOT NULL,
    fault   BIGINT NOT NULL,
    outcome BIGINT NOT NULL,
    note    BIGINT NOT NULL,
    how     BIGINT NOT NULL, -- MatchHow
    same    BIGINT NOT NULL,
    member  BYTEA,
    person  BYTEA,
    was     TEXT NOT NULL,
    mark    BYTEA,
    PRIMARY KEY (import, line)
);
CREATE INDEX imports_row_same ON imports_row (import, same, line);
CREATE INDEX imports_row_outcome ON imports_row (import, outcome, line);

-- What this officer said that a heading means, for the next time.
CREATE TABLE imports_heading (
    person  BYTEA NOT NULL,
    heading TEXT NOT NULL,
    meaning TEXT NOT NULL,
    PRIMARY KEY (person, heading)
);
