/* A script, as the page loads it.
 */
callback({"vers":0.01,"config":{"regions":[{"instanceTypes":[{"sizes":[{"valueColumns":[{"prices":{"USD":0.0417,"EUR":"0.0400"},"name":"linux"}],"size":"m5.large","vCPU":"2"}],"type":"generalCurrentGen"}],"region":"apac-syd"}],"rate":"perhr","new":[1]}});
