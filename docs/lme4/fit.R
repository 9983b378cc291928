# The figures that our mixed model is compared with (pure/change/mixed_test.go), by lme4.
# Run by docs/lme4/run.sh; `make test` needs no R.
suppressMessages(library(lme4))
args <- commandArgs(trailingOnly = TRUE)
folder <- args[1]

# Invented scores of people who stay between 3 and 20 sessions, some of which they miss.
invent <- function(seed, people, v0, v01, v1, rest) {
  set.seed(seed)
  root <- chol(matrix(c(v0, v01, v01, v1), 2))
  rows <- lapply(seq_len(people), function(id) {
    u <- rnorm(2) %*% root
    s <- sort(sample(20, sample(3:20, 1)))
    data.frame(id = id, time = round(log(s), 6), score = round(60 + u[1] + (-5 + u[2]) * log(s) + rnorm(length(s), sd = sqrt(rest)), 2))
  })
  do.call(rbind, rows)
}
write.csv(invent(7, 120, 80, -6, 9, 20), file.path(folder, "unbalanced.csv"), row.names = FALSE)
write.csv(invent(11, 300, 40, 3, 1.5, 60), file.path(folder, "noisy.csv"), row.names = FALSE)

figures <- function(file) {
  d <- read.csv(file.path(folder, file))
  m <- lmer(score ~ time + (time | id), data = d, REML = TRUE,
            control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 1e6)))
  v <- as.data.frame(VarCorr(m))
  u <- coef(m)$id
  sprintf('  {"file": "%s", "intercept": %.8g, "slope": %.8g, "v0": %.8g, "v1": %.8g, "v01": %.8g, "rest": %.8g, "logLik": %.9g,\n   "firstIntercept": %.8g, "firstSlope": %.8g, "firstSlopeError": %.8g, "people": %d, "scores": %d}',
          file, fixef(m)[1], fixef(m)[2], v$vcov[1], v$vcov[2], v$vcov[3], v$vcov[4], as.numeric(logLik(m)),
          u[1, 1], u[1, 2], sqrt(attr(ranef(m, condVar = TRUE)$id, "postVar")[2, 2, 1]), nrow(u), nrow(d))
}
files <- c("group.csv", "sessions.csv", "unbalanced.csv", "noisy.csv")
writeLines(c(sprintf('{"made": "lme4 %s, R %s.%s, docs/lme4/fit.R", "fits": [', packageVersion("lme4"), R.version$major, R.version$minor),
             paste(vapply(files, figures, ""), collapse = ",\n"), "]}"), file.path(folder, "reference.json"))
