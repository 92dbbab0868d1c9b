-- about: Exposure of each Census occupation of 2018 to language models: mean of its SOC occupations, by human raters.
-- grain: census_code
-- check: share: beta_human BETWEEN 0 AND 1
-- unit: census_code = code, Census 2018
-- unit: census_title = text
-- unit: beta_human = share of tasks, 0 to 1
-- unit: n_soc = SOC occupations
-- unit: is_sample = true or false
WITH listed AS (
  SELECT
    c.census_code, c.census_title,
    -- 11-2030 is the group of all that begin with 11-203; 15-124X is what of 15-124 has no code of its own.
    CASE WHEN c.soc_code LIKE '%X' THEN regexp_replace(c.soc_code, 'X+$', '') ELSE regexp_replace(c.soc_code, '0+$', '') END AS prefix,
    coalesce(l.is_sample, FALSE) AS is_sample
  FROM latest.crosswalk_census_2018_soc AS c
  LEFT JOIN meta.landing AS l ON l.id = c._landing
  WHERE c.soc_code IS NOT NULL
),
matched AS (
  SELECT
    x.census_code, x.census_title, s.soc_code, s.score, x.is_sample OR s.is_sample AS is_sample,
    rank() OVER (PARTITION BY s.soc_code ORDER BY length(x.prefix) DESC NULLS LAST) AS place
  FROM core.soc_exposure AS s
  JOIN listed AS x ON substr(s.soc_code, 1, length(x.prefix)) = x.prefix
  WHERE s.rater = 'human' AND s.measure = 'beta'
)
SELECT census_code, max(census_title) AS census_title, avg(score) AS beta_human, count(*) AS n_soc, bool_or(is_sample) AS is_sample
FROM matched
WHERE place = 1
GROUP BY 1
