-- Memberships that an officer ended, with a way back for some days; and new
-- members whom an officer entered and who may be known elsewhere already.

-- Who ended it; none: the person, or the program.
ALTER TABLE members_former ADD COLUMN by_person BYTEA;
-- 0: the officers can still undo it, and what other rooms keep is still there.
ALTER TABLE members_former ADD COLUMN is_settled BIGINT NOT NULL DEFAULT 1;
CREATE INDEX members_former_open ON members_former (keep_until) WHERE is_settled = 0;

-- Entered by an officer, but somebody outside the officer's place has this address,
-- or this name and postcode: those who see the whole movement decide.
CREATE TABLE members_doubt (
    area_id   BYTEA NOT NULL,
    id        BYTEA NOT NULL,
    name      TEXT NOT NULL,
    mail      TEXT NOT NULL, -- empty: none
    phone     TEXT NOT NULL,
    address   TEXT NOT NULL,
    postcode  TEXT NOT NULL,
    reach     BIGINT NOT NULL, -- MemberReach
    lang      TEXT NOT NULL,
    rate      TEXT NOT NULL,   -- as in the note of the form for joining
    topics    BIGINT NOT NULL, -- what they said yes to: a bit for each Topic
    channel   BIGINT NOT NULL, -- ConsentChannel
    by_person BYTEA NOT NULL,  -- the officer
    at        BIGINT NOT NULL,
    PRIMARY KEY (area_id, id)
);
