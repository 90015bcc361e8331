//! What a chain of elementwise operators computes, and which activation that is.
//!
//! Exporters write an activation in many forms: `z * sigmoid(z)`, `0.5 * z * (1 + erf(z / 1.414))`. So a formula isn't compared
//! by its form: each operator is applied to the same numbers z, and the results are compared with each activation's.

use crate::onnx::message::written;

/// The numbers at which formulas are compared: both tails, and what lies between the bends of every activation.
const POINTS: [f64; 26] = [
    -10000.0, -1000.0, -100.0, -30.0, -8.0, -6.5, -5.0, -3.5, -2.5, -1.5, -1.0, -0.7, -0.2, 0.0, 0.2, 0.7, 1.0, 1.5,
    2.5, 3.5, 5.0, 6.5, 8.0, 30.0, 1000.0, 10000.0,
];

/// The place of 0 among the points.
const ZERO: usize = 13;

/// The place of -1 among the points.
const MINUS_ONE: usize = 10;

/// A function of z, by its values at the points.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Formula([f64; POINTS.len()]);

impl Formula {
    /// z itself.
    pub(super) const Z: Self = Self(POINTS);

    /// A constant: this number for every z.
    pub(super) fn number(value: f64) -> Self {
        Self([value; POINTS.len()])
    }

    pub(super) fn map(&self, function: impl Fn(f64) -> f64) -> Self {
        Self(self.0.map(function))
    }

    pub(super) fn zip(&self, other: &Self, function: impl Fn(f64, f64) -> f64) -> Self {
        Self(std::array::from_fn(|index| function(self.0[index], other.0[index])))
    }

    /// The word of the activation that this is, with its number, or its slope if it is a `prelu`.
    pub(super) fn activation(&self) -> Option<(&'static str, Option<f64>)> {
        let found = ACTIVATIONS.iter().find(|(_, function)| self.is(function));
        if let Some((word, _)) = found {
            return Some((word, None));
        }
        // The number of a leaky_relu is -f(-1), that of an elu is -f far below 0.
        type WithNumber = fn(f64, f64) -> f64;
        let candidates: [(&str, usize, WithNumber); 2] = [
            ("leaky_relu", MINUS_ONE, |z, slope| if z > 0.0 { z } else { z * slope }),
            ("elu", 0, |z, scale| if z > 0.0 { z } else { scale * z.exp_m1() }),
        ];
        candidates.into_iter().find_map(|(word, place, function)| {
            let number = shortest(-self.0[place]);
            // A negative slope is a parameter.
            let word = if word == "leaky_relu" && number < 0.0 { "prelu" } else { word };
            ((number >= 0.0 || word == "prelu") && number.is_finite() && self.is(&|z| function(z, number)))
                .then_some((word, Some(number)))
        })
    }

    /// Whether it is the square of another one.
    pub(super) fn is_square_of(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(square, value)| (square - value * value).abs() <= 1e-12 * square.abs())
    }

    /// The epsilon, if this is sqrt(z + epsilon) for z of 0 and more.
    pub(super) fn epsilon(&self) -> Option<f64> {
        let epsilon = self.0[ZERO] * self.0[ZERO];
        let is_root = self.0.iter().zip(POINTS).filter(|(_, z)| *z >= 0.0).all(|(value, z)| {
            let expected = (z + epsilon).sqrt();
            (value - expected).abs() <= 2e-6 * expected
        });
        is_root.then(|| shortest_f32(epsilon))
    }

    /// Whether it is this function, with the roundings of the constants that exporters write in f32.
    fn is(&self, function: &dyn Fn(f64) -> f64) -> bool {
        self.0.iter().zip(POINTS).all(|(value, z)| {
            let expected = function(z);
            (value - expected).abs() <= 2e-6 * expected.abs() + 1e-9 * z.abs().max(1.0)
        })
    }
}

/// The shortest decimal number that is this one rounded to f32, if that is nearly this one: what roundings have left of it.
fn shortest_f32(value: f64) -> f64 {
    let rounded = written(value as f32);
    if (rounded - value).abs() <= 1e-6 * value { rounded } else { value }
}

/// The shortest decimal number that is this one, if it is an f32: what was written before it was rounded to f32.
fn shortest(value: f64) -> f64 {
    let rounded = value as f32;
    if f64::from(rounded) == value { written(rounded) } else { value }
}

/// An activation of each value by itself.
type Function = fn(f64) -> f64;

/// The activations of each value without a number, as [`WORDS`](crate::activation::WORDS) names them.
pub(crate) const ACTIVATIONS: [(&str, Function); 15] = [
    ("linear", |z| z),
    ("relu", |z| z.max(0.0)),
    ("relu6", |z| z.clamp(0.0, 6.0)),
    ("selu", |z| selu(z, 1.673_263_242_354_377_2, 1.050_700_987_355_480_5)),
    ("gelu", gelu),
    ("gelu_tanh", gelu_tanh),
    ("silu", |z| z * sigmoid(z)),
    ("mish", |z| z * softplus(z).tanh()),
    ("softplus", softplus),
    ("tanh", f64::tanh),
    ("hard_tanh", |z| z.clamp(-1.0, 1.0)),
    ("softsign", |z| z / (1.0 + z.abs())),
    ("sigmoid", sigmoid),
    ("hard_sigmoid", |z| (z / 6.0 + 0.5).clamp(0.0, 1.0)),
    ("sin", f64::sin),
];

pub(super) fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

pub(super) fn softplus(z: f64) -> f64 {
    z.max(0.0) + (-z.abs()).exp().ln_1p()
}

pub(super) fn selu(z: f64, alpha: f64, gamma: f64) -> f64 {
    gamma * if z > 0.0 { z } else { alpha * z.exp_m1() }
}

pub(super) fn gelu(z: f64) -> f64 {
    0.5 * z * (1.0 + erf(z * std::f64::consts::FRAC_1_SQRT_2))
}

pub(super) fn gelu_tanh(z: f64) -> f64 {
    0.5 * z * (1.0 + ((2.0 / std::f64::consts::PI).sqrt() * (z + 0.044_715 * z * z * z)).tanh())
}

/// The error function, within 1e-15: erf z = 2 exp(-z²) / sqrt π times the sum of 2ⁿ z²ⁿ⁺¹ / (1 · 3 · .. · (2n + 1)), whose
/// terms all have one sign.
pub(super) fn erf(z: f64) -> f64 {
    if z.abs() >= 6.0 || z.is_nan() {
        return if z.is_nan() { z } else { z.signum() };
    }
    let (mut term, mut sum) = (z, z);
    for n in 1..150 {
        term *= 2.0 * z * z / f64::from(2 * n + 1);
        sum += term;
    }
    std::f64::consts::FRAC_2_SQRT_PI * (-z * z).exp() * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn erf_has_the_digits_of_tables() {
        for (z, expected) in [
            (0.0, 0.0),
            (0.5, 0.520_499_877_813_046_5),
            (-1.0, -0.842_700_792_949_714_9),
            (2.0, 0.995_322_265_018_952_7),
            (3.5, 0.999_999_256_901_627_7),
            (5.9, 1.0),
            (-100.0, -1.0),
        ] {
            assert!((erf(z) - expected).abs() < 2e-15, "erf {z} is {}", erf(z));
        }
    }

    #[test]
    fn every_activation_is_told_from_all_others() {
        for (word, function) in ACTIVATIONS {
            assert_eq!(Formula::Z.map(function).activation(), Some((word, None)), "{word}");
        }
        let leaky = |slope: f64| Formula::Z.map(|z| if z > 0.0 { z } else { slope * z });
        assert_eq!(leaky(0.01).activation(), Some(("leaky_relu", Some(0.01))));
        assert_eq!(leaky(1.5).activation(), Some(("leaky_relu", Some(1.5))));
        assert_eq!(leaky(-0.1).activation(), Some(("prelu", Some(-0.1))));
        let elu = |scale: f64| Formula::Z.map(|z| if z > 0.0 { z } else { scale * z.exp_m1() });
        assert_eq!(elu(1.0).activation(), Some(("elu", Some(1.0))));
        assert_eq!(elu(0.3).activation(), Some(("elu", Some(0.3))));
    }

    #[test]
    fn the_epsilon_of_a_root_is_found() {
        let root = |epsilon: f64| Formula::Z.map(|z| (z + epsilon).sqrt());
        assert_eq!(root(1e-5).epsilon(), Some(1e-5));
        assert_eq!(root(f64::from(1e-6_f32)).epsilon(), Some(1e-6));
        assert_eq!(Formula::Z.map(|z| (2.0 * z + 1e-5).sqrt()).epsilon(), None);
        assert_eq!(Formula::Z.map(|z| z + 1e-5).epsilon(), None);
        assert!(Formula::Z.map(|z| z * z).is_square_of(&Formula::Z));
        assert!(!Formula::Z.map(|z| z * z.abs()).is_square_of(&Formula::Z));
    }

    #[test]
    fn what_is_nearly_an_activation_is_none() {
        let nearly: [fn(f64) -> f64; 8] = [
            |z| z * sigmoid(1.702 * z),
            |z| z.clamp(0.0, 6.1),
            |z| z.clamp(0.0, 9000.0),
            |z| z.clamp(-1.0, 1.001),
            |z| (0.2 * z + 0.5).clamp(0.0, 1.0),
            |z| z * (z / 6.0 + 0.5).clamp(0.0, 1.0),
            |z| 1.0001 * z,
            |_| f64::NAN,
        ];
        for (index, function) in nearly.into_iter().enumerate() {
            assert_eq!(Formula::Z.map(function).activation(), None, "{index}");
        }
    }

    #[test]
    fn the_places_of_the_points_are_those_that_the_code_names() {
        assert_eq!((POINTS[MINUS_ONE], POINTS[ZERO], POINTS[0]), (-1.0, 0.0, -10000.0));
    }
}
