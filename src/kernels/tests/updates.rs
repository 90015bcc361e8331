//! The updates of the optimizers: one step, for slices of every length.
//!
//! Tolerances count roundings, each at most u times a known size.

use std::boxed::Box;
use std::vec::Vec;

use crate::kernels::compiled::Compiled;
use crate::kernels::tests::case::{Case, hold};
use crate::kernels::tests::memory::{Matrix, Output};
use crate::kernels::tests::twin::{Expected, TestScalar};
use crate::kernels::updates::{AdamStep, adam, descend, lion, momentum, nadam, radam_start, scaled};
use crate::simd::tests::draw::Draw;

/// Parameters, their gradient, and the two states of an optimizer.
#[derive(Debug)]
struct Slices<T> {
    p: Matrix<T>,
    g: Matrix<T>,
    m: Matrix<T>,
    v: Matrix<T>,
}

impl<T: TestScalar> Slices<T> {
    fn new(length: usize, draw: &mut Draw) -> Self {
        let [p, g, m, v] = [(); 4].map(|()| Matrix::dense(1, length, draw));
        Self { p, g, m, v: v.map(f64::abs) }
    }

    fn each<const N: usize>(&self, f: impl Fn([f64; 4]) -> [Expected; N]) -> Vec<Expected> {
        let at = |at| f([&self.p, &self.g, &self.m, &self.v].map(|values| values.at(0, at)));
        let each: Vec<[Expected; N]> = (0..self.p.width).map(at).collect();
        // All values of the first result, then all of the second.
        (0..N).flat_map(|kind| each.iter().map(move |expected| expected[kind])).collect()
    }
}

/// A copy of the values, to write to.
#[inline(always)]
fn room<T: TestScalar>(values: &Matrix<T>) -> Output<T> {
    Output::dense(1, values.width).holding(values)
}

#[inline(always)]
fn all<T: TestScalar, const N: usize>(rooms: [Output<T>; N]) -> Vec<T> {
    rooms.into_iter().flat_map(Output::taken).collect()
}

#[derive(Debug)]
struct Descend<T>(Slices<T>, T);

impl<T: TestScalar> Case<T> for Descend<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let mut p = room(&self.0.p);
        descend::<V>(p.slice(), self.0.g.values(), self.1);
        all([p])
    }

    fn twin(&self) -> Vec<Expected> {
        let rate = self.1.to_f64();
        self.0.each(|[p, g, _, _]| [Expected::rounded::<T>(p - rate * g, 2.0, p.abs() + (rate * g).abs())])
    }
}

#[derive(Debug)]
struct Momentum<T> {
    slices: Slices<T>,
    coefficients: [T; 2],
    nesterov: bool,
}

impl<T: TestScalar> Case<T> for Momentum<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let (mut p, mut v) = (room(&self.slices.p), room(&self.slices.m));
        momentum::<V>(p.slice(), self.slices.g.values(), v.slice(), self.coefficients, self.nesterov);
        all([p, v])
    }

    fn twin(&self) -> Vec<Expected> {
        let [rate, momentum] = self.coefficients.map(T::to_f64);
        self.slices.each(|[p, g, v, _]| {
            let velocity = momentum * v + g;
            let size = (momentum * v).abs() + g.abs();
            let direction = if self.nesterov { g + momentum * velocity } else { velocity };
            // Two roundings of the velocity, two more of the direction, and two of the parameter.
            let size_of_step = rate * (g.abs() + size);
            [
                Expected::rounded::<T>(p - rate * direction, 6.0, p.abs() + size_of_step),
                Expected::rounded::<T>(velocity, 2.0, size),
            ]
        })
    }
}

#[derive(Debug)]
struct Adam<T>(Slices<T>, AdamStep<T>);

impl<T: TestScalar> Case<T> for Adam<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let (mut p, mut m, mut v) = (room(&self.0.p), room(&self.0.m), room(&self.0.v));
        adam::<V>(p.slice(), self.0.g.values(), m.slice(), v.slice(), self.1);
        all([p, m, v])
    }

    fn twin(&self) -> Vec<Expected> {
        let AdamStep { rate, betas, correction, epsilon } = self.1;
        let [rate, correction, epsilon] = [rate, correction, epsilon].map(T::to_f64);
        self.0.each(|values| {
            let [p, ..] = values;
            let [first, second] = means::<T>(betas.map(T::to_f64), values);
            let step = quotient::<T>(first, second, correction, epsilon, rate);
            let rounding = Expected::rounded::<T>(p - step.value, 2.0, p.abs() + step.value.abs());
            [Expected { error: step.error + rounding.error, ..rounding }, first, second]
        })
    }
}

/// Adam's means after a step.
fn means<T: TestScalar>([beta1, beta2]: [f64; 2], [_, g, m, v]: [f64; 4]) -> [Expected; 2] {
    let (old, new) = (beta1 * m, (1.0 - beta1) * g);
    let square = beta2 * v + (1.0 - beta2) * g * g;
    // The roundings of 1 - β, of both products and of the sum. One more for the square, whose terms are all positive.
    [Expected::rounded::<T>(old + new, 4.0, old.abs() + new.abs()), Expected::rounded::<T>(square, 5.0, square)]
}

/// rate direction / (sqrt(correction square) + epsilon)
fn quotient<T: TestScalar>(
    direction: Expected,
    square: Expected,
    correction: f64,
    epsilon: f64,
    rate: f64,
) -> Expected {
    let divisor = libm::sqrt(square.value * correction) + epsilon;
    let value = direction.value / divisor;
    // The root halves the 6 roundings of its argument; then come those of the root, the sum and the division.
    let error = direction.error / divisor + 6.0 * T::U * value.abs();
    Expected { value: rate * value, error: rate * error }
}

/// The other steps, each with coefficients of a fixed order.
#[derive(Clone, Copy, Debug)]
enum Kind {
    NAdam,
    RAdamStart,
    Scaled,
    Lion,
}

#[derive(Debug)]
struct Other<T>(Slices<T>, Kind, [T; 6]);

impl<T: TestScalar> Case<T> for Other<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let [rate, beta1, beta2, correction, epsilon, gradient_rate] = self.2;
        let (mut p, mut m, mut v, betas) = (room(&self.0.p), room(&self.0.m), room(&self.0.v), [beta1, beta2]);
        let g = self.0.g.values();
        match self.1 {
            Kind::NAdam => {
                let step = AdamStep { rate, betas, correction, epsilon };
                nadam::<V>(p.slice(), g, m.slice(), v.slice(), step, gradient_rate);
            }
            Kind::RAdamStart => radam_start::<V>(p.slice(), g, m.slice(), v.slice(), rate, betas),
            Kind::Scaled => scaled::<V>(p.slice(), g, v.slice(), [rate, epsilon], betas),
            Kind::Lion => lion::<V>(p.slice(), g, m.slice(), rate, betas),
        }
        all([p, m, v])
    }

    fn twin(&self) -> Vec<Expected> {
        let [rate, beta1, beta2, correction, epsilon, gradient_rate] = self.2.map(T::to_f64);
        self.0.each(|values| {
            let [p, g, m, v] = values;
            let [first, second] = means::<T>([beta1, beta2], values);
            let (step, m, v) = match self.1 {
                Kind::NAdam => {
                    let size = (rate * first.value).abs() + (gradient_rate * g).abs();
                    let error = rate * first.error + 3.0 * T::U * size;
                    let direction = Expected { value: rate * first.value + gradient_rate * g, error };
                    (quotient::<T>(direction, second, correction, epsilon, 1.0), first, second)
                }
                Kind::RAdamStart => (Expected { value: rate * first.value, error: rate * first.error }, first, second),
                Kind::Scaled => {
                    let square = beta1 * v + beta2 * g * g;
                    let square = Expected::rounded::<T>(square, 5.0, square);
                    (quotient::<T>(Expected::exactly(g), square, 1.0, epsilon, rate), Expected::exactly(m), square)
                }
                Kind::Lion => {
                    let between = beta1 * m + (1.0 - beta1) * g;
                    let (old, new) = (beta2 * m, (1.0 - beta2) * g);
                    let mean = Expected::rounded::<T>(old + new, 4.0, old.abs() + new.abs());
                    (Expected::exactly(rate * between.signum()), mean, Expected::exactly(v))
                }
            };
            let rounding = Expected::rounded::<T>(p - step.value, 2.0, p.abs() + step.value.abs());
            [Expected { error: step.error + rounding.error, ..rounding }, m, v]
        })
    }
}

fn check<T: TestScalar>(length: usize, draw: &mut Draw) {
    let number = |value| T::from_f64(value);
    hold(&Descend(Slices::new(length, draw), number(0.3)));
    for nesterov in [false, true] {
        hold(&Momentum { slices: Slices::new(length, draw), coefficients: [0.3, 0.9].map(number), nesterov });
    }
    let step = AdamStep {
        rate: number(0.1),
        betas: [0.9, 0.999].map(number),
        correction: number(1.0 / (1.0 - 0.999 * 0.999)),
        epsilon: number(1e-8),
    };
    hold(&Adam(Slices::new(length, draw), step));
    for kind in [Kind::NAdam, Kind::RAdamStart, Kind::Scaled, Kind::Lion] {
        hold(&Other(Slices::new(length, draw), kind, [0.3, 0.9, 0.99, 1.5, 1e-8, 0.2].map(number)));
    }
}

#[test]
fn optimizers_steps_are_the_twins() {
    let draw = &mut Draw::new(71);
    for length in (1..=70).chain([255, 256, 257, 1000]) {
        check::<f32>(length, draw);
        check::<f64>(length, draw);
    }
}

#[test]
fn no_parameters_are_no_step() {
    let nothing: [Box<[f32]>; 4] = Default::default();
    let [mut p, g, mut m, mut v] = nothing;
    crate::kernels::compiled::Updates::descend(&mut p, &g, 1.0);
    crate::kernels::compiled::Updates::momentum(&mut p, &g, &mut v, [1.0, 1.0], true);
    let step = AdamStep { rate: 1.0, betas: [0.5; 2], correction: 1.0, epsilon: 1.0 };
    crate::kernels::compiled::Updates::adam(&mut p, &g, &mut m, &mut v, step);
    crate::kernels::compiled::Updates::nadam(&mut p, &g, &mut m, &mut v, step, 1.0);
    crate::kernels::compiled::Updates::radam_start(&mut p, &g, &mut m, &mut v, 1.0, [0.5; 2]);
    crate::kernels::compiled::Updates::scaled(&mut p, &g, &mut v, [1.0; 2], [0.5; 2]);
    crate::kernels::compiled::Updates::lion(&mut p, &g, &mut m, 1.0, [0.5; 2]);
    assert!(p.is_empty() && m.is_empty() && v.is_empty());
}
