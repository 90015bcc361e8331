//! `attend`, `attend_back` and `attend_step`.

use core::fmt::Debug;
use core::num::NonZero;
use std::boxed::Box;
use std::vec;
use std::vec::Vec;

use crate::kernels::attention::attend::SamplePtr;
use crate::kernels::attention::back::BackPtr;
use crate::kernels::attention::sizes::Sizes;
use crate::kernels::attention::step::StepPtr;
use crate::kernels::compiled::Compiled;
use crate::kernels::tests::case::{Case, hold};
use crate::kernels::tests::twin::{Expected, TestScalar};
use crate::rows::padded;
use crate::simd::tests::draw::Draw;

/// How many roundings each result may have for each term of its sums, with numbers of about 1: an e to a power has some too.
const ROUNDINGS: f64 = 32.0;

/// The heads of one sample, whose q, k, v and d end with their allocations. What is behind the last step is NaN.
struct Heads<T> {
    sizes: Sizes,
    qkv: Box<[T]>,
    d: Box<[T]>,
}

impl<T> Debug for Heads<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Sizes { steps, units, heads, causal, .. } = self.sizes;
        write!(f, "{steps} steps, {heads} heads of {} units, causal {causal}", units / heads)
    }
}

impl<T: TestScalar> Heads<T> {
    fn new(steps: usize, [heads, width]: [usize; 2], causal: bool, draw: &mut Draw) -> Self {
        let heads = NonZero::new(heads).unwrap();
        let units = heads.get() * width;
        let rows = |stride: usize, width: usize, draw: &mut Draw| {
            let mut values = vec![T::CANARY; (steps - 1) * stride + width].into_boxed_slice();
            values.chunks_mut(stride).for_each(|row| row[..width].copy_from_slice(&draw.numbers(width)));
            values
        };
        let sizes = Sizes { steps, inputs: units, units, heads, causal };
        Self { sizes, qkv: rows(3 * padded(units), 3 * units, draw), d: rows(padded(units), units, draw) }
    }

    /// q (part 0), k or v of a step.
    fn at(&self, part: usize, step: usize, unit: usize) -> f64 {
        self.qkv[step * self.sizes.qkv() + part * self.sizes.units + unit].to_f64()
    }

    fn d(&self, step: usize, unit: usize) -> f64 {
        self.d[step * self.sizes.row() + unit].to_f64()
    }

    /// The last step that a step attends to.
    fn last(&self, query: usize) -> usize {
        if self.sizes.causal { query } else { self.sizes.steps - 1 }
    }

    /// The p of a query, over its keys.
    fn p(&self, query: usize, first: usize) -> Vec<f64> {
        let width = self.sizes.width();
        let product =
            |key: usize| (first..first + width).map(|unit| self.at(0, query, unit) * self.at(1, key, unit)).sum();
        let scores: Vec<f64> = (0..=self.last(query)).map(product).collect();
        let powers: Vec<f64> = scores.iter().map(|score| libm::exp(score / libm::sqrt(width as f64))).collect();
        let sum: f64 = powers.iter().sum();
        powers.iter().map(|power| power / sum).collect()
    }
}

impl<T: TestScalar> Case<T> for Heads<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let (sizes, nan) = (self.sizes, T::from_f64(f64::NAN));
        let Sizes { steps, units, heads, causal, .. } = sizes;
        let (row, line) = (sizes.row(), sizes.line());
        let room = |count: usize| vec![nan; count];
        let (mut p, mut a, mut turned) = (room(heads.get() * steps * line), room(steps * row), room(units * line));
        let (mut to, mut scores) = (room(steps * sizes.qkv()), room(steps * line));
        // SAFETY: the operands have these sizes.
        unsafe {
            let (p, turned) = (p.as_mut_ptr(), turned.as_mut_ptr());
            V::attend(&sizes, SamplePtr { qkv: self.qkv.as_ptr(), p, heads: a.as_mut_ptr(), turned });
            let (to, scores) = (to.as_mut_ptr(), scores.as_mut_ptr());
            V::attend_back(&sizes, BackPtr { qkv: self.qkv.as_ptr(), p, d: self.d.as_ptr(), to, turned, scores });
        }
        let mut found: Vec<T> = a.chunks(row).flat_map(|step| step[..units].to_vec()).collect();
        if causal {
            let (mut keys, mut values, mut p) = (room(units * line), room(steps * row), room(line));
            for (step, expected) in found.clone().chunks(units).enumerate() {
                let mut heads = room(units);
                // SAFETY: as above.
                unsafe {
                    let (qkv, heads) = (self.qkv[step * sizes.qkv()..].as_ptr(), heads.as_mut_ptr());
                    let (keys, values, p) = (keys.as_mut_ptr(), values.as_mut_ptr(), p.as_mut_ptr());
                    V::attend_step(&sizes, StepPtr { qkv, keys, values, p, heads }, [step, step + 1]);
                }
                assert_eq!(heads, expected, "{self:?}: step {step}");
            }
        }
        found.extend(to.chunks(sizes.qkv()).flat_map(|step| step[..3 * units].to_vec()));
        found
    }

    fn twin(&self) -> Vec<Expected> {
        let Sizes { steps, units, .. } = self.sizes;
        let (width, scale) = (self.sizes.width(), 1.0 / libm::sqrt(self.sizes.width() as f64));
        let (mut a, mut to) = (vec![vec![0.0; units]; steps], vec![vec![0.0; 3 * units]; steps]);
        for first in (0..units).step_by(width) {
            for query in 0..steps {
                let p = self.p(query, first);
                let of_key =
                    |key: usize| (first..first + width).map(|unit| self.d(query, unit) * self.at(2, key, unit)).sum();
                let e: Vec<f64> = (0..p.len()).map(of_key).collect();
                let mean: f64 = p.iter().zip(&e).map(|(p, e)| p * e).sum();
                for (key, (p, e)) in p.iter().zip(e).enumerate() {
                    let s = p * (e - mean) * scale;
                    for unit in first..first + width {
                        a[query][unit] += p * self.at(2, key, unit);
                        to[query][unit] += s * self.at(1, key, unit);
                        to[key][units + unit] += s * self.at(0, query, unit);
                        to[key][2 * units + unit] += p * self.d(query, unit);
                    }
                }
            }
        }
        let terms = (steps + width) as f64;
        let rounded = |value: &f64| Expected::rounded::<T>(*value, ROUNDINGS * terms, 1.0);
        a.iter().chain(&to).flatten().map(rounded).collect()
    }
}

#[test]
fn heads_are_those_of_the_twin() {
    fn hold_all<T: TestScalar>(draw: &mut Draw) {
        for steps in [1, 3, 4, 8, 17, 34] {
            for heads in [[1, 1], [2, 3], [1, 16], [3, 8], [2, 17]] {
                for causal in [false, true] {
                    hold(&Heads::<T>::new(steps, heads, causal, draw));
                }
            }
        }
    }
    let mut draw = Draw::new(15);
    hold_all::<f32>(&mut draw);
    hold_all::<f64>(&mut draw);
}
