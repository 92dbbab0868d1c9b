-- about: Our value of each figure that is to be reproduced, where its inputs are loaded.
-- grain: figure_id
-- unit: figure_id = code, see ref.reproduction
-- unit: ours = as the figure says; NULL in a hole
-- unit: is_hole = true or false, the source has the period and no value
SELECT figure_id, ours, FALSE AS is_hole FROM claims.reproduced_exposure
UNION ALL
SELECT figure_id, ours, FALSE FROM claims.reproduced_compute
UNION ALL
SELECT figure_id, ours, is_hole FROM claims.reproduced_labour
