#!/bin/sh
# Makes pure/change/testdata/lme4/reference.json anew with R's lme4, from Debian.
set -e
cd "$(dirname "$0")/../.."
command -v Rscript >/dev/null && Rscript -e 'library(lme4)' >/dev/null 2>&1 || {
	apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends r-cran-lme4
}
Rscript docs/lme4/fit.R pure/change/testdata/lme4
