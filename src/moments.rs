//! Means and variances in one pass.

/// Takes a value into a mean, and into the sum of the squared differences from it. `share` is 1 / the number of values, with
/// this one. Source: Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products", 1962.
pub(crate) fn add(mean: &mut f64, squares: &mut f64, value: f64, share: f64) {
    let change = value - *mean;
    *mean += change * share;
    *squares += change * (value - *mean);
}
