//! Linear regression by least squares, the baseline that a network has to beat.

/// Returns the coefficients of the linear function with the least squared error on observations of x and y.
///
/// A column of x that is 1 everywhere gives the intercept. Subtracts from each column what the columns before it explain
/// (Gram-Schmidt) and regresses y on what is left; a column of which nothing is left has the coefficient 0.
pub fn fit<const N: usize>(observations: impl IntoIterator<Item = ([f64; N], f64)>) -> [f64; N] {
    let (mut x, mut y): (Vec<[f64; N]>, Vec<f64>) = observations.into_iter().unzip();
    let squares = |x: &[[f64; N]], column: usize| x.iter().map(|x| x[column] * x[column]).sum::<f64>();
    let whole: [f64; N] = std::array::from_fn(|column| squares(&x, column));

    let mut slopes = [[0.0; N]; N]; // of the later columns on what is left of a column
    let mut coefficients = [0.0; N];
    for column in 0..N {
        let left = squares(&x, column);
        if left <= 1e-18 * whole[column] {
            continue;
        }
        for later in column + 1..N {
            slopes[column][later] = x.iter().map(|x| x[column] * x[later]).sum::<f64>() / left;
        }
        coefficients[column] = x.iter().zip(&y).map(|(x, y)| x[column] * y).sum::<f64>() / left;
        for (x, y) in x.iter_mut().zip(&mut y) {
            for later in column + 1..N {
                x[later] -= slopes[column][later] * x[column];
            }
            *y -= coefficients[column] * x[column];
        }
    }
    for column in (0..N).rev() {
        coefficients[column] -= (column + 1..N).map(|later| slopes[column][later] * coefficients[later]).sum::<f64>();
    }
    coefficients
}
