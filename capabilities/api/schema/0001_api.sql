-- 0001_api.sql: keys with which a program asks in somebody's place.

-- token_hash: of what was shown once. area_id and purposes (a bit for each) are
-- the most it may do; what its maker may do at that moment is asked besides.
-- ended_at: 0 while it is in force.
CREATE TABLE api_token (
    id         BYTEA PRIMARY KEY,
    token_hash BYTEA NOT NULL,
    person     BYTEA NOT NULL,
    name       TEXT NOT NULL,
    area_id    BYTEA NOT NULL,
    purposes   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    until_at   BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX api_token_hash ON api_token (token_hash);
CREATE INDEX api_token_by_person ON api_token (person, id);
