-- about: Notable models of Epoch AI with date, compute, chips and cost of the final training run, newest state.
-- grain: model
-- unit: model, hardware = text
-- unit: publication_date = date
-- unit: years = year, with the day as a fraction of 365.25
-- unit: training_flop = FLOP
-- unit: chip_hours = accelerator-hours: as listed, else accelerators times hours
-- unit: cost_2023_usd = USD of 2023, as Epoch AI estimates it
-- unit: parameters = parameters
-- unit: is_open_weights = true or false; false where the access is not known
-- unit: is_frontier = true or false; among the ten largest by compute at its release, as listed
SELECT
  model,
  publication_date,
  extract(year FROM publication_date) + (CAST(extract(doy FROM publication_date) AS DOUBLE) - 1) / 365.25 AS years,
  CASE WHEN training_compute_flop > 0 THEN training_compute_flop END AS training_flop,
  training_hardware AS hardware,
  CASE
    WHEN training_chip_hours > 0 THEN training_chip_hours
    WHEN hardware_quantity > 0 AND training_time_hours > 0 THEN hardware_quantity * training_time_hours
  END AS chip_hours,
  CASE WHEN training_cost_2023_usd > 0 THEN training_cost_2023_usd END AS cost_2023_usd,
  CASE WHEN parameters > 0 THEN parameters END AS parameters,
  coalesce(accessibility LIKE 'Open weights%', FALSE) AS is_open_weights,
  coalesce(lower(frontier_model) IN ('true', 'checked'), FALSE) AS is_frontier
FROM latest.epoch_models
