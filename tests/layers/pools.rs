//! Pools: against differences and PyTorch's numbers, with ties, NaN and infinities.

use staticnn::activation::{Linear, Relu, Tanh};
use staticnn::layer::{Grid, Layer, check};
use staticnn::layers::{AvgPool, GlobalAvgPool, MaxPool, Stride, Window};
use staticnn::shape::{Features, Image, Series, U1, U2, U3, U4, U5, U6, U7, U9, U16, U17};

use crate::alone::{blocks_are_equal, golden, is_pytorchs, passes};

/// Calls a macro for pools of several shapes, windows and strides: `name (X) (Y) (W)`.
macro_rules! pools {
    ($each:ident) => {
        $each!((Image<U1, U4, U4>) (Image<U1, U2, U2>) (Window<U2, U2, Stride<2, 2>>));
        $each!((Image<U6, U4, U5>) (Image<U6, U2, U2>) (Window<U2, U2, Stride<2, 2>>));
        $each!((Image<U16, U3, U4>) (Image<U16, U2, U3>) (Window<U2, U2>));
        $each!((Image<U3, U5, U7>) (Image<U3, U3, U3>) (Window<U3, U2, Stride<1, 2>>));
        $each!((Image<U17, U5, U4>) (Image<U17, U2, U2>) (Window<U2, U1, Stride<3, 2>>));
        $each!((Image<U3, U6, U3>) (Image<U3, U2, U1>) (Window<U3, U3, Stride<3, 3>>));
        $each!((Series<U9, U4>) (Series<U4, U4>) (Window<U1, U3, Stride<1, 2>>));
        $each!((Series<U5, U1>) (Series<U2, U1>) (Window<U1, U2, Stride<1, 2>>));
        $each!((Series<U3, U17>) (Series<U1, U17>) (Window<U1, U3, Stride<1, 3>>));
    };
}

#[test]
fn derivatives_are_slopes() {
    macro_rules! each {
        (($X:ty) ($Y:ty) ($W:ty)) => {
            check::<MaxPool<f64, $X, $Y, $W>>(1).unwrap();
            check::<AvgPool<f64, $X, $Y, $W>>(1).unwrap();
        };
    }
    pools!(each);
    check::<GlobalAvgPool<f64, Image<U3, U5, U7>>>(1).unwrap();
    check::<GlobalAvgPool<f64, Image<U17, U2, U1>>>(1).unwrap();
    check::<GlobalAvgPool<f64, Series<U9, U4>>>(1).unwrap();
    check::<GlobalAvgPool<f64, Features<U3>>>(1).unwrap();
}

#[test]
fn blocks_of_any_size_are_equal() {
    macro_rules! each {
        (($X:ty) ($Y:ty) ($W:ty)) => {
            blocks_are_equal(&MaxPool::<f32, $X, $Y, $W>::ZEROED);
            blocks_are_equal(&AvgPool::<f32, $X, $Y, $W>::ZEROED);
        };
    }
    pools!(each);
    blocks_are_equal(&GlobalAvgPool::<f32, Image<U17, U2, U3>>::ZEROED);
}

/// `MaxPool2d(2)` and others of `golden/pools.py`.
#[test]
fn pools_are_pytorchs() {
    type Halves = (Image<U6, U4, U5>, Image<U6, U2, U2>, Window<U2, U2, Stride<2, 2>>);
    type Overlaps = (Image<U3, U5, U7>, Image<U3, U3, U3>, Window<U3, U2, Stride<1, 2>>);
    type Steps = (Series<U9, U4>, Series<U4, U4>, Window<U1, U3, Stride<1, 2>>);
    fn both<P: Pooled>(name: &str) {
        is_pytorchs(&P::MAX, &golden(&format!("max_pool {name}")));
        is_pytorchs(&P::AVG, &golden(&format!("avg_pool {name}")));
    }
    both::<Halves>("halves");
    both::<Overlaps>("overlaps");
    both::<Steps>("series");
    is_pytorchs(&GlobalAvgPool::<f32, Image<U6, U3, U4>>::ZEROED, &golden("global_avg_pool"));
}

/// The two pools of a shape.
trait Pooled {
    type X: Grid<Element<f32> = f32>;
    type Y: Grid;
    type W: staticnn::layers::Sliding;
    const MAX: MaxPool<f32, Self::X, Self::Y, Self::W> = MaxPool::ZEROED;
    const AVG: AvgPool<f32, Self::X, Self::Y, Self::W> = AvgPool::ZEROED;
}

impl<X: Grid<Element<f32> = f32>, Y: Grid, W: staticnn::layers::Sliding> Pooled for (X, Y, W) {
    type X = X;
    type Y = Y;
    type W = W;
}

const NAN: f32 = f32::NAN;

/// y and dL/dx of a `max_pool` of one channel on 3 x 4 pixels, by 2 x 2.
fn by_two<const DOWN: usize, const RIGHT: usize, Y: Grid>(x: [f32; 12], d: &[f32]) -> [Vec<f32>; 2] {
    type By<Y, const DOWN: usize, const RIGHT: usize> =
        MaxPool<f32, Image<U1, U3, U4>, Y, Window<U2, U2, Stride<DOWN, RIGHT>>>;
    let found = passes::<By<Y, DOWN, RIGHT>, Linear, U1>(&MaxPool::ZEROED, &[x.to_vec()], &[d.to_vec()]);
    [found.y.concat(), found.dx.concat()]
}

#[test]
fn the_first_of_equal_values_takes_the_gradient() {
    let x = [1.0, 1.0, -0.0, 0.0, 1.0, 1.0, 0.0, -1.0, 9.0, 9.0, 9.0, 9.0];
    let [y, dx] = by_two::<2, 2, Image<U1, U1, U2>>(x, &[3.0, 5.0]);
    assert_eq!((y[0], y[1].to_bits()), (1.0, (-0.0_f32).to_bits()));
    assert_eq!(dx, [3.0, 0.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    let [y, dx] = by_two::<1, 2, Image<U1, U2, U2>>(x, &[3.0, 5.0, 7.0, 11.0]);
    assert_eq!(y, [1.0, 0.0, 9.0, 9.0]);
    assert_eq!(dx, [3.0, 0.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0, 7.0, 0.0, 11.0, 0.0]);
    // An infinite dL/dy, too, reaches no other value.
    let [_, dx] = by_two::<2, 2, Image<U1, U1, U2>>([f32::NEG_INFINITY; 12], &[f32::INFINITY, NAN]);
    assert!(dx[0] == f32::INFINITY && dx[2].is_nan());
    assert!(dx.iter().enumerate().all(|(at, dx)| at == 0 || at == 2 || *dx == 0.0));
}

/// As in PyTorch: a window with NaN is NaN, and the last NaN takes the gradient.
#[test]
fn nan_stays_in_its_windows_and_takes_their_gradient() {
    let [y, dx] = by_two::<2, 2, Image<U1, U1, U2>>(
        [1.0, NAN, 3.0, 4.0, NAN, 2.0, f32::INFINITY, 0.0, NAN, NAN, NAN, NAN],
        &[3.0, 5.0],
    );
    assert!(y[0].is_nan() && y[1] == f32::INFINITY);
    assert_eq!(dx, [0.0, 0.0, 0.0, 0.0, 3.0, 0.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    for strange in [NAN, f32::INFINITY, f32::NEG_INFINITY, 1e-40] {
        let mut x = [0.0; 12];
        x[11] = strange;
        let [y, dx] = by_two::<1, 1, Image<U1, U2, U3>>(x, &[1.0; 6]);
        assert_eq!(y[..5], [0.0; 5]);
        assert_eq!(y[5].to_bits(), if strange < 0.0 { 0.0 } else { strange }.to_bits());
        assert_eq!(dx[11], if strange < 0.0 { 0.0 } else { 1.0 });
    }
}

#[test]
fn what_is_not_finite_stays_in_the_windows_of_a_mean() {
    type Overlaps = AvgPool<f32, Series<U5, U3>, Series<U4, U3>, Window<U1, U2>>;
    let mut x = vec![1.0; 15];
    x[14] = NAN;
    x[4] = f32::INFINITY;
    let mut d = vec![1.0; 12];
    d[11] = NAN;
    let found = passes::<Overlaps, Linear, U1>(&AvgPool::ZEROED, &[x], &[d]);
    for (at, y) in found.y.concat().into_iter().enumerate() {
        let expected = if at == 1 || at == 4 { f32::INFINITY } else { 1.0 };
        assert!(if at == 11 { y.is_nan() } else { y == expected }, "{at}: {y}");
    }
    for (at, dx) in found.dx.concat().into_iter().enumerate() {
        let expected = if (3..=11).contains(&at) { 1.0 } else { 0.5 };
        assert!(if at == 11 || at == 14 { dx.is_nan() } else { dx == expected }, "{at}: {dx}");
    }
}

#[test]
fn the_derivative_of_the_activation_before_is_applied() {
    macro_rules! each {
        (($X:ty) ($Y:ty) ($W:ty)) => {
            each!(MaxPool::<f32, $X, $Y, $W>);
            each!(AvgPool::<f32, $X, $Y, $W>);
        };
        ($Pool:ty) => {{
            let x = crate::alone::drawn(
                1,
                <<$Pool as Layer>::InputShape as staticnn::layer::Shape>::DIMENSIONS.iter().product(),
                3,
            );
            let d = crate::alone::drawn(
                1,
                <<$Pool as Layer>::OutputShape as staticnn::layer::Shape>::DIMENSIONS.iter().product(),
                4,
            );
            let plain = passes::<$Pool, Linear, U1>(&<$Pool>::ZEROED, &x, &d).dx.concat();
            let relu = passes::<$Pool, Relu, U1>(&<$Pool>::ZEROED, &x, &d).dx.concat();
            let tanh = passes::<$Pool, Tanh, U1>(&<$Pool>::ZEROED, &x, &d).dx.concat();
            for (((plain, relu), tanh), x) in plain.iter().zip(relu).zip(tanh).zip(x.concat()) {
                assert_eq!(relu, if x > 0.0 { *plain } else { 0.0 });
                assert!((tanh - plain * (1.0 - x * x)).abs() <= 1e-6);
            }
        }};
    }
    pools!(each);
}

#[test]
fn a_stage_says_its_window() {
    type Pool = MaxPool<f32, Image<U3, U5, U7>, Image<U3, U3, U3>, Window<U3, U2, Stride<1, 2>>>;
    let said = |stage: staticnn::layer::Stage| -> Vec<(&str, f64)> {
        stage.attributes.iter().map(|attribute| (attribute.name, attribute.value)).collect()
    };
    let sizes = [("kernel_height", 3.0), ("kernel_width", 2.0), ("stride_height", 1.0), ("stride_width", 2.0)];
    assert_eq!((Pool::STAGE.kind, said(Pool::STAGE)), ("max_pool", sizes.to_vec()));
    type Steps = AvgPool<f32, Series<U9, U4>, Series<U4, U4>, Window<U1, U3, Stride<1, 2>>>;
    assert_eq!((Steps::STAGE.kind, said(Steps::STAGE)), ("avg_pool", vec![("kernel", 3.0), ("stride", 2.0)]));
    assert_eq!(GlobalAvgPool::<f32, Image<U3, U5, U7>>::STAGE.kind, "global_avg_pool");
    assert_eq!((size_of::<Pool>(), size_of::<<Pool as Layer>::Tape<U16>>()), (0, 0));
    assert_eq!(format!("{:?}", Pool::ZEROED), "MaxPool 3x5x7 -> 3x3x3, 0 parameters");
}
