-- 0002_exports.sql: lists that were made to be taken out, for a day.

CREATE TABLE desk_export (
    area_id   BYTEA NOT NULL,
    id        BYTEA NOT NULL,
    serial    BIGINT NOT NULL, -- the copy's number (trail)
    choice    BYTEA NOT NULL,
    by_person BYTEA NOT NULL,
    is_wide   BIGINT NOT NULL, -- 1: more than a thousand, two people agreed
    format    BIGINT NOT NULL, -- ExportFormat
    lang      TEXT NOT NULL,
    why       TEXT NOT NULL,
    people    BIGINT NOT NULL,
    made_at   BIGINT NOT NULL,
    until_at  BIGINT NOT NULL,
    taken_at  BIGINT NOT NULL, -- 0: not yet
    PRIMARY KEY (area_id, id)
);
