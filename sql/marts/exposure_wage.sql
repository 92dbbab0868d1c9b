-- about: Correlation of an occupation's exposure with the logarithm of its mean wage, over occupations that all count
--   alike. Exposed: a model could halve the time of the task; not a forecast of jobs or of wages.
-- grain: join_rule, year, rater, measure
-- check: correlation: value BETWEEN -1 - 1e-9 AND 1 + 1e-9
-- unit: join_rule = hybrid, same_code or same_code_00, see core.occupation_exposure_by_join
-- unit: year = year
-- unit: rater = human or gpt4
-- unit: measure = alpha, beta or gamma (zeta in the paper)
-- unit: value = correlation, -1 to 1
-- unit: low, high = SE not published; the occupations are all there are, not a draw
-- unit: slope = natural logarithm of the wage for each unit of exposure (from none to all tasks)
-- unit: n = occupations with a wage
-- unit: n_without_wage = occupations
-- unit: flags = text: few_matches (under 5 occupations, no value), wage_incomplete, soc_2010_codes, hybrid_codes
-- unit: is_sample = true or false
-- export: parquet
SELECT
  join_rule, year, rater, measure,
  CASE WHEN count(annual_mean_wage_usd) >= 5 AND var_samp(CASE WHEN annual_mean_wage_usd > 0 THEN score END) > 0
         AND var_samp(ln(nullif(annual_mean_wage_usd, 0))) > 0
    THEN corr(score, ln(nullif(annual_mean_wage_usd, 0))) END AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  CASE WHEN count(annual_mean_wage_usd) >= 5 AND var_samp(CASE WHEN annual_mean_wage_usd > 0 THEN score END) > 0
    THEN regr_slope(ln(nullif(annual_mean_wage_usd, 0)), score) END AS slope,
  count(annual_mean_wage_usd) AS n,
  count(*) - count(annual_mean_wage_usd) AS n_without_wage,
  trim(concat(
    CASE WHEN count(annual_mean_wage_usd) < 5 THEN 'few_matches ' ELSE '' END,
    CASE WHEN count(annual_mean_wage_usd) < count(*) THEN 'wage_incomplete ' ELSE '' END,
    CASE WHEN year <= 2018 THEN 'soc_2010_codes ' WHEN year <= 2020 THEN 'hybrid_codes ' ELSE '' END
  )) AS flags,
  bool_or(is_sample) AS is_sample
FROM core.occupation_exposure_by_join
GROUP BY 1, 2, 3, 4
