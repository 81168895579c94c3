-- What the draws of published counts are made of (core/published.h).

CREATE TABLE numbers_key (
    one    BIGINT PRIMARY KEY CHECK (one = 1),
    secret BYTEA NOT NULL,
    made   BIGINT NOT NULL
);
