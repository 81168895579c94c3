-- A letter to many: its words once, and a row for each who gets it.

CREATE TABLE outbox_edition (
    id         BYTEA PRIMARY KEY,
    subject    TEXT NOT NULL,
    body       TEXT NOT NULL,   -- plain; '' once everything is over
    html       TEXT NOT NULL,   -- the same with markup; '' for none
    from_name  TEXT NOT NULL,   -- '' for the movement's
    reply_to   TEXT NOT NULL,   -- ''
    list       TEXT NOT NULL,   -- what it is a list of, one word
    why        TEXT NOT NULL,   -- why we may write
    created    BIGINT NOT NULL,
    stopped    BIGINT,          -- what waits is not sent any more
    -- how it ended, counted before the rows of its recipients go; NULL until then
    sent       BIGINT,
    bounced    BIGINT,
    left_topic BIGINT,
    objected   BIGINT,
    given_up   BIGINT,
    not_sent   BIGINT
);

CREATE TABLE outbox_recipient (
    id         BYTEA PRIMARY KEY, -- stands in the Message-ID
    edition    BYTEA NOT NULL,
    subject    BYTEA NOT NULL,    -- a person, or a reader of consent
    to_mail    TEXT NOT NULL,
    topic      BIGINT NOT NULL,
    receipt    BYTEA,             -- of the consent it rests on
    state      BIGINT NOT NULL,   -- MessageState
    tries      BIGINT NOT NULL,
    next_try   BIGINT NOT NULL,
    sent_at    BIGINT,
    last_error TEXT
);

-- Nobody gets an edition twice, however often it is addressed.
CREATE UNIQUE INDEX outbox_recipient_once ON outbox_recipient (edition, subject);
CREATE INDEX outbox_recipient_due ON outbox_recipient (next_try, id) WHERE state < 3;
CREATE INDEX outbox_recipient_state ON outbox_recipient (edition, state);

-- Addresses that mails came back from.
CREATE TABLE outbox_returned (
    mail     TEXT PRIMARY KEY,
    first_at BIGINT NOT NULL,
    last_at  BIGINT NOT NULL,
    times    BIGINT NOT NULL,
    status   TEXT NOT NULL,  -- as the mail server said: '5.1.1'
    is_dead  BIGINT NOT NULL -- letters are not tried any more
);

-- What other rooms may join with: who cannot be reached by mail.
CREATE VIEW outbox_public_returned AS
    SELECT mail, last_at, times, status, is_dead FROM outbox_returned;
