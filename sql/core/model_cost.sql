-- about: Cost of the final training run by method, with the date of the model. Final run only: excludes research,
--   failed runs, staff, data and owned hardware.
-- grain: model, method
-- check: positive: cost_2023_usd > 0
-- unit: model = text
-- unit: method = cloud, acquisition or amortized
-- unit: publication_date = date; NULL where no list has the model
-- unit: years = year, with the day as a fraction of 365.25
-- unit: training_flop = FLOP
-- unit: cost_2023_usd = USD of 2023; acquisition is the price of all the hardware, not a cost of the run
WITH cost AS (
  SELECT model, 'cloud' AS method, cloud_cost_2023_usd AS cost_2023_usd FROM latest.epoch_model_costs
  UNION ALL SELECT model, 'acquisition', hardware_acquisition_cost_2023_usd FROM latest.epoch_model_costs
  UNION ALL SELECT model, 'amortized', amortized_cost_2023_usd FROM latest.epoch_model_costs
),
dated AS (
  SELECT
    c.model, c.method, c.cost_2023_usd, r.training_flop,
    coalesce(r.publication_date, d.publication_date) AS publication_date
  FROM cost AS c
  LEFT JOIN core.model_run AS r ON r.model = c.model
  LEFT JOIN ref.model_date AS d ON d.model = c.model
  WHERE c.cost_2023_usd > 0
)
SELECT
  model, method, publication_date,
  extract(year FROM publication_date) + (CAST(extract(doy FROM publication_date) AS DOUBLE) - 1) / 365.25 AS years,
  training_flop, cost_2023_usd
FROM dated
