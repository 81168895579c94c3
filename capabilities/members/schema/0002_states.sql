-- How a membership stands, where letters go, and who came and went.

-- The numbers are those of MemberState and MemberReach (members.h). address:
-- the lines of a letter without the postcode; empty: not known.
ALTER TABLE members_member ADD COLUMN state BIGINT NOT NULL DEFAULT 2;
ALTER TABLE members_member ADD COLUMN state_at BIGINT NOT NULL DEFAULT 0; -- 0: since joining
ALTER TABLE members_member ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE members_member ADD COLUMN postcode TEXT NOT NULL DEFAULT '';
ALTER TABLE members_member ADD COLUMN reach BIGINT NOT NULL DEFAULT 1;

-- A membership that is over is out of every list at once. It is kept here for
-- half a year, so that who comes back has the same number, and then forgotten.
CREATE TABLE members_former (
    person     BYTEA NOT NULL PRIMARY KEY,
    area_id    BYTEA NOT NULL,
    id         BYTEA NOT NULL,
    number     BIGINT NOT NULL,
    name       TEXT NOT NULL,
    mail       TEXT NOT NULL,
    phone      TEXT NOT NULL,
    address    TEXT NOT NULL,
    postcode   TEXT NOT NULL,
    reach      BIGINT NOT NULL,
    joined_at  BIGINT NOT NULL,
    state      BIGINT NOT NULL, -- MEMBER_LEFT, MEMBER_DIED or MEMBER_ENDED
    state_at   BIGINT NOT NULL,
    keep_until BIGINT NOT NULL
);
CREATE INDEX members_former_in ON members_former (area_id, id);
CREATE INDEX members_former_until ON members_former (keep_until);

-- Each change of a membership, in the area that it concerns: a move stands in
-- both. kind: ChangeKind. other_area: where somebody came from or went to.
-- by_person: who did it; none: the program. why: as somebody wrote it.
CREATE TABLE members_change (
    area_id    BYTEA NOT NULL,
    id         BYTEA NOT NULL,
    member     BYTEA NOT NULL,
    person     BYTEA NOT NULL,
    kind       BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    other_area BYTEA,
    by_person  BYTEA,
    why        TEXT NOT NULL,
    lang       TEXT NOT NULL,
    PRIMARY KEY (area_id, id)
);
CREATE INDEX members_change_of ON members_change (person, id);
CREATE INDEX members_change_at ON members_change (at);

-- What other rooms may join with. Nobody who is not a member any more.
CREATE VIEW members_public_member AS
    SELECT area_id, id, person, number, name, name_key, joined_at, state,
           CASE WHEN state_at = 0 THEN joined_at ELSE state_at END AS state_at,
           reach, CASE WHEN mail = '' THEN 0 ELSE 1 END AS has_mail
      FROM members_member;

-- Comings and goings, for counting: no persons, no words.
CREATE VIEW members_public_change AS
    SELECT area_id, id, kind, at, other_area FROM members_change;
