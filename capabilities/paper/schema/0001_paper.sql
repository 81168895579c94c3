-- 0001_paper.sql: labels, letters and lists to print: asked for, drawn, fetched,
-- and gone again.

-- One piece of paper. The numbers of kind, state and who are those of PaperKind,
-- PaperState and PaperWho. settings: "name value" lines, the value's line ends as
-- the letter 30. content: the people on it, until it is drawn.
CREATE TABLE paper_sheet (
    area_id   BYTEA NOT NULL,
    id        BYTEA NOT NULL,
    by_person BYTEA NOT NULL,
    by_name   TEXT NOT NULL,
    kind      BIGINT NOT NULL,
    state     BIGINT NOT NULL,
    who       BIGINT NOT NULL,
    settings  TEXT NOT NULL,
    lang      TEXT NOT NULL,
    people    BIGINT NOT NULL,
    content   TEXT NOT NULL,
    created   BIGINT NOT NULL,
    changed   BIGINT NOT NULL,
    bytes     BIGINT NOT NULL,
    PRIMARY KEY (area_id, id)
);
CREATE INDEX paper_sheet_state ON paper_sheet (state, changed);

-- The PDF, in pieces, for a day.
CREATE TABLE paper_piece (
    sheet BYTEA NOT NULL,
    piece BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (sheet, piece)
);
