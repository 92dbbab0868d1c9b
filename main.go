// Command jevons keeps AI labour-market indicators current: it pulls public
// employment and compute-price data, keeps every vintage, and publishes one
// DuckDB file and Parquet.
package main

func main() {}
