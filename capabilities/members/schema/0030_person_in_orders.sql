-- 0030_person_in_orders.sql: rooms after this one filter the list by what they know of
-- a person; with the person in each order a row that does not fit is not looked up.

DROP INDEX members_member_in_name;
DROP INDEX members_member_in_time;
DROP INDEX members_member_in_number;
CREATE INDEX members_member_in_name
    ON members_member (name_key, id, area_id, joined_at, state, mail, person);
CREATE INDEX members_member_in_time ON members_member (joined_at, id, area_id, state, mail, person);
CREATE INDEX members_member_in_number
    ON members_member (number, id, area_id, joined_at, state, mail, person);
