//! The examples' least squares.

#[path = "../../examples/least_squares/mod.rs"]
mod least_squares;

/// Twenty rows of an intercept and two columns that are far from independent, and a y that is no linear function of them.
fn observations() -> Vec<([f64; 3], f64)> {
    let row = |i| {
        let x = f64::from(i);
        ([1.0, x, 0.99 * x + x.sin()], x * x)
    };
    (1..=20).map(row).collect()
}

#[test]
fn what_least_squares_leaves_over_is_orthogonal_to_every_column() {
    let observations = observations();
    let coefficients = least_squares::fit(observations.clone());
    for column in 0..3 {
        let left = |(x, y): &([f64; 3], f64)| y - (0..3).map(|i| x[i] * coefficients[i]).sum::<f64>();
        let product: f64 = observations.iter().map(|observation| observation.0[column] * left(observation)).sum();
        assert!(product.abs() < 1e-8, "column {column}: {product}");
    }
}

#[test]
fn the_coefficients_of_a_linear_law_are_found() {
    let law = |x: [f64; 3]| 3.0 * x[0] - 0.5 * x[1] + 2.0 * x[2];
    let found = least_squares::fit(observations().into_iter().map(|(x, _)| (x, law(x))));
    assert!(found.iter().zip([3.0, -0.5, 2.0]).all(|(found, right)| (found - right).abs() < 1e-9), "{found:?}");
}

#[test]
fn a_column_that_the_others_make_up_has_the_coefficient_zero() {
    let found = least_squares::fit((0..9).map(f64::from).map(|x| ([1.0, x, 0.0, 0.1 + 0.3 * x], 5.0 - x)));
    assert!(found.iter().zip([5.0, -1.0, 0.0, 0.0]).all(|(found, right)| (found - right).abs() < 1e-9), "{found:?}");
}
