-- 0003_chosen.sql: who was ticked, for the rooms that do something with them.

CREATE VIEW desk_public_chosen AS
    SELECT n.choice, n.name_key, n.member, n.area_id, c.area_id AS place, c.by_person
      FROM desk_chosen n JOIN desk_choice c ON c.id = n.choice;
CREATE INDEX desk_choice_by_id ON desk_choice (id);
