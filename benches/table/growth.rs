//! The cost of a step as the batch, the width and the depth grow: picoseconds per multiply-add.

use std::hint::black_box;

use staticnn::prelude::*;

use crate::cases::{Effort, inputs, measure};
use crate::peak::Width;

/// A row of a growth table.
#[derive(Clone, Debug)]
pub struct Point {
    /// The batch, the width or the depth.
    pub size: usize,
    /// Picoseconds per multiply-add.
    pub picoseconds: f64,
    /// The share of the peak, in percent.
    pub share: f64,
}

/// Measures a step with this many samples: gradient of the MSE, update by SGD.
fn step<N, const I: usize, const O: usize>(size: usize, sizes: &[usize], rows: usize, how: (Effort, Width)) -> Point
where
    N: Network<Scalar = f32, Input = [f32; I], Output = [f32; O]>,
    Mse: Loss<[f32; O], N::Head, Target = [f32; O]>,
{
    let mut net = N::boxed();
    net.initialize(&LeCun::normal(), &mut ChaCha8Rng::seed_from_u64(42));
    let mut gradient = Gradient::<N>::boxed();
    let (x, y) = (inputs::<I>(rows), inputs::<O>(rows));
    let Ok(samples) = Samples::new(&x, &y) else { unreachable!("as many targets as inputs") };
    let mut optimizer = Sgd::new(1e-6);
    let products: usize = sizes.windows(2).map(|pair| pair[0] * pair[1]).sum();
    let multiply_adds = (rows * (3 * products - sizes[0] * sizes[1])) as f64;
    let [time, share] = measure(how.0, how.1, 2.0 * multiply_adds, || {
        black_box(net.gradient(black_box(&samples), &Mse, &mut gradient));
        optimizer.step(&mut *net, &gradient);
    });
    Point { size, picoseconds: time / multiply_adds * 1e12, share: share * 100.0 }
}

/// Measures 64 -> 64 relu -> 64 with batches of 1 to 1024.
pub fn batches(effort: Effort, width: Width) -> Vec<Point> {
    network! { struct Net< 64 -> 64 relu -> 64 >; }
    let one = |rows: usize| step::<Net, 64, 64>(rows, &[64, 64, 64], rows, (effort, width));
    [1, 2, 4, 8, 16, 32, 64, 100, 128, 256, 512, 1024].map(one).to_vec()
}

/// Measures 64 -> W relu -> 64 with batches of 64, for widths that are multiples of the vector length and others.
pub fn widths(effort: Effort, width: Width) -> Vec<Point> {
    let how = (effort, width);
    macro_rules! each {
        ($($w:tt)*) => {
            vec![$({
                network! { struct Net< 64 -> $w relu -> 64 >; }
                step::<Net, 64, 64>($w, &[64, $w, 64], 64, how)
            }),*]
        };
    }
    each!(1 8 10 12 16 24 32 33 48 64 100 112 128 256)
}

/// Measures 1 to 6 layers of 64 with relu, with batches of 64.
pub fn depths(effort: Effort, width: Width) -> Vec<Point> {
    network! {
        struct One< 64 -> 64 >;
        struct Two< 64 -> 64 relu -> 64 >;
        struct Three< 64 -> 64 relu -> 64 relu -> 64 >;
        struct Four< 64 -> 64 relu -> 64 relu -> 64 relu -> 64 >;
        struct Six< 64 -> 64 relu -> 64 relu -> 64 relu -> 64 relu -> 64 relu -> 64 >;
    }
    let how = (effort, width);
    vec![
        step::<One, 64, 64>(1, &[64; 2], 64, how),
        step::<Two, 64, 64>(2, &[64; 3], 64, how),
        step::<Three, 64, 64>(3, &[64; 4], 64, how),
        step::<Four, 64, 64>(4, &[64; 5], 64, how),
        step::<Six, 64, 64>(6, &[64; 7], 64, how),
    ]
}
