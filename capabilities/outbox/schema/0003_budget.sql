-- How many mails somebody had sent to one mailbox lately: a bucket of tokens
-- that all nodes share. Known by a hash.
CREATE TABLE outbox_budget (
    mailbox BYTEA PRIMARY KEY,
    tokens  DOUBLE PRECISION NOT NULL, -- that were left
    at      BIGINT NOT NULL            -- then
);

CREATE INDEX outbox_budget_at ON outbox_budget (at);
