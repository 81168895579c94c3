-- 0005_feed.sql: the secret link with which somebody's calendar program gets the
-- meetings that they may go to. One for each person, none unless they made it; the
-- link itself is not kept, only what it hashes to.
CREATE TABLE meetings_feed (
    person    BYTEA PRIMARY KEY,
    link_hash BYTEA NOT NULL,
    made_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX meetings_feed_link ON meetings_feed (link_hash);
