//! The normal equations of least squares, with damping.

use alloc::boxed::Box;
use alloc::vec;

use crate::real::Real;

/// (A + λ d I) x = -b, with A = Jᵀ J and b = Jᵀ r, where each row of J holds the derivatives of one residual of r. d is the mean
/// of A's diagonal, so that λ has no unit.
pub(super) struct NormalEquations {
    /// The lower half of A, row after row: row i has i + 1 values.
    matrix: Box<[f64]>,
    b: Box<[f64]>,
    /// The lower factor of A + λ d I.
    factor: Box<[f64]>,
    solution: Box<[f64]>,
}

/// The values of a row of a lower half.
fn row(i: usize) -> core::ops::Range<usize> {
    i * (i + 1) / 2..(i + 1) * (i + 2) / 2
}

impl NormalEquations {
    pub(super) fn new(unknowns: usize) -> Self {
        let half = row(unknowns).start;
        let vector = || vec![0.0; unknowns].into_boxed_slice();
        Self {
            matrix: vec![0.0; half].into_boxed_slice(),
            b: vector(),
            factor: vec![0.0; half].into_boxed_slice(),
            solution: vector(),
        }
    }

    /// Clears A and b.
    pub(super) fn clear(&mut self) {
        self.matrix.fill(0.0);
        self.b.fill(0.0);
    }

    /// Adds a row of J and its residual, both times the root of `weight`.
    pub(super) fn add(&mut self, derivatives: impl Iterator<Item = f64>, residual: f64, weight: f64) {
        let values = &mut self.solution; // free until `solve`
        for (value, derivative) in values.iter_mut().zip(derivatives) {
            *value = derivative;
        }
        for (i, value) in values.iter().enumerate() {
            if *value != 0.0 {
                let factor = weight * value;
                self.b[i] += factor * residual;
                for (sum, other) in self.matrix[row(i)].iter_mut().zip(values.iter()) {
                    *sum += factor * other;
                }
            }
        }
    }

    /// b, half of the derivatives of the sum of the squares of r.
    pub(super) fn b(&self) -> &[f64] {
        &self.b
    }

    /// Solves the equations for this λ by Cholesky's decomposition. Returns x, and by how much the sum of squares should decrease
    /// with it; `None` if the matrix isn't positive definite to its rounding, or not finite.
    pub(super) fn solve(&mut self, lambda: f64) -> Option<(&[f64], f64)> {
        let Self { matrix, b, factor, solution } = self;
        let damping = lambda * (0..b.len()).map(|i| matrix[row(i).end - 1]).sum::<f64>() / b.len() as f64;
        for i in 0..b.len() {
            let (above, current) = factor.split_at_mut(row(i).start);
            let current = &mut current[..=i];
            current.copy_from_slice(&matrix[row(i)]);
            current[i] += damping;
            for j in 0..i {
                let other = &above[row(j)];
                let sum: f64 = current[..j].iter().zip(other).map(|(a, b)| a * b).sum();
                current[j] = (current[j] - sum) / other[j];
            }
            let rest = current[i] - current[..i].iter().map(|value| value * value).sum::<f64>();
            let is_positive = rest > f64::EPSILON * current[i] && rest.is_finite();
            if !is_positive {
                return None;
            }
            current[i] = Real::sqrt(rest);
            let sum: f64 = current[..i].iter().zip(solution.iter()).map(|(a, b)| a * b).sum();
            solution[i] = (-b[i] - sum) / current[i];
        }
        for i in (0..b.len()).rev() {
            let (before, rest) = solution.split_at_mut(i);
            let values = &factor[row(i)];
            rest[0] /= values[i];
            for (x, value) in before.iter_mut().zip(values) {
                *x -= rest[0] * value;
            }
        }
        let decrease = solution.iter().zip(b.iter()).map(|(x, b)| damping * x * x - b * x).sum::<f64>();
        Some((solution, decrease))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_through_points_is_found() {
        // r = a + b x - y at a = b = 0, for y = 3 x - 2.
        let mut equations = NormalEquations::new(2);
        for x in [-1.0, 0.0, 1.0, 4.0] {
            equations.add([1.0, x].into_iter(), -(3.0 * x - 2.0), 0.25);
        }
        let (x, decrease) = equations.solve(0.0).unwrap();
        assert!((x[0] + 2.0).abs() < 1e-14 && (x[1] - 3.0).abs() < 1e-14, "{x:?}");
        let squares = [-5.0, -2.0, 1.0, 10.0].iter().map(|y: &f64| y * y / 4.0).sum::<f64>();
        assert!((decrease - squares).abs() < 1e-12);
        let (x, shorter) = equations.solve(1.0).unwrap();
        assert!(x[1] > 0.0 && x[1] < 3.0 && shorter < decrease);
    }

    #[test]
    fn dependent_columns_need_damping() {
        let mut equations = NormalEquations::new(3);
        equations.add([1.0, 2.0, 0.0].into_iter(), 1.0, 1.0);
        assert!(equations.solve(0.0).is_none());
        let (x, _) = equations.solve(1e-3).unwrap();
        assert!(x[2] == 0.0 && (x[0] + 2.0 * x[1] + 1.0).abs() < 1e-2, "{x:?}");
        equations.add([f64::NAN, 0.0, 0.0].into_iter(), 1.0, 1.0);
        assert!(equations.solve(1.0).is_none());
    }
}
