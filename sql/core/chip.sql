-- about: Accelerators of Epoch AI with list price at release, dense 16-bit speed and memory, newest state.
-- grain: hardware
-- check: memory in bytes: memory_gb >= 0.001
-- unit: hardware, manufacturer = text
-- unit: kind = text: GPU, TPU, other
-- unit: release_date = date
-- unit: years = year, with the day as a fraction of 365.25
-- unit: release_price_usd = USD of the day, list price
-- unit: tensor_fp16_flops = FLOP/s, dense, matrix units
-- unit: fp16_flops = FLOP/s outside the matrix units; some data sheets give the matrix units here
-- unit: fp32_flops = FLOP/s outside the matrix units
-- unit: memory_gb = GB of 10^9 bytes
-- unit: memory_bandwidth = bytes/s
-- unit: tdp_w = W
SELECT
  hardware,
  manufacturer,
  type AS kind,
  release_date,
  extract(year FROM release_date) + (CAST(extract(doy FROM release_date) AS DOUBLE) - 1) / 365.25 AS years,
  CASE WHEN release_price_usd > 0 THEN release_price_usd END AS release_price_usd,
  CASE WHEN tensor_fp16_flops > 0 THEN tensor_fp16_flops END AS tensor_fp16_flops,
  CASE WHEN fp16_flops > 0 THEN fp16_flops END AS fp16_flops,
  CASE WHEN fp32_flops > 0 THEN fp32_flops END AS fp32_flops,
  CASE WHEN memory_bytes > 0 THEN memory_bytes / 1e9 END AS memory_gb,
  memory_bandwidth,
  tdp_w
FROM latest.epoch_hardware
