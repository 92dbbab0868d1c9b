-- about: Memory and speed of the GPUs that clouds rent, from the table of chips and never from a catalogue, whose
--   units differ from cloud to cloud.
-- grain: gpu
-- check: gigabytes of memory: memory_gb >= 4
-- check: speed in teraflops: tflops >= 10 AND tflops < 10000
-- unit: gpu = canonical name, by ref.gpu_alias
-- unit: hardware = text
-- unit: memory_gb = GB of 10^9 bytes
-- unit: tflops = TFLOP/s, dense 16-bit of the matrix units; NULL where only another speed is listed
SELECT
  g.gpu,
  c.hardware,
  c.memory_gb,
  CASE g.speed_from WHEN 'tensor_fp16' THEN c.tensor_fp16_flops WHEN 'fp16' THEN c.fp16_flops END / 1e12 AS tflops
FROM ref.gpu_chip AS g
JOIN core.chip AS c ON c.hardware = g.hardware
