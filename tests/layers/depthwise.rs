//! The depthwise convolution: against differences, against plain loops and PyTorch's numbers.

use serde_json::Value;
use staticnn::activation::{Gelu, Linear, Prelu, Relu, Tanh};
use staticnn::layer::{Grid, Initial, Layer, Length, RowActivation, Size, check};
use staticnn::layers::{Depthwise, Dilation, Pad, Sliding, Stride, Window};
use staticnn::shape::{Image, Series, U0, U1, U2, U3, U4, U5, U6, U7, U8, U10, U16, U17, U18};
use staticnn_tests::golden::numbers;

use crate::alone::{blocks_are_equal, close, dimensions, drawn, golden, is_pytorchs, passes};

/// Calls a macro for several shapes and windows: `name (X) (Y) (W)`.
macro_rules! shapes {
    ($each:ident) => {
        $each!((Image<U1, U3, U3>) (Image<U1, U3, U3>) (Window<U3, U3, Stride<1, 1>, Pad<1, 1>>));
        $each!((Image<U17, U3, U8>) (Image<U17, U3, U8>) (Window<U3, U3, Stride<1, 1>, Pad<1, 1>>));
        $each!((Image<U6, U5, U4>) (Image<U6, U3, U2>) (Window<U3, U3, Stride<2, 2>, Pad<1, 1>>));
        $each!((Image<U3, U7, U6>) (Image<U3, U4, U8>) (Window<U3, U2, Stride<2, 1>, Pad<1, 2>, Dilation<1, 2>>));
        $each!((Image<U16, U4, U7>) (Image<U16, U2, U1>) (Window<U2, U5, Stride<3, 4>, Pad<1, 0>>));
        $each!((Image<U3, U2, U5>) (Image<U3, U8, U18>) (Window<U1, U2, Stride<1, 1>, Pad<3, 7>>));
        $each!((Series<U10, U6>) (Series<U5, U6>) (Window<U1, U4, Stride<1, 2>, Pad<0, 3>, Dilation<1, 2>>));
        $each!((Series<U5, U1>) (Series<U5, U1>) (Window<U1, U7, Stride<1, 1>, Pad<0, 3>>));
    };
}

#[test]
fn derivatives_are_slopes() {
    type Same = Window<U3, U3, Stride<1, 1>, Pad<1, 1>>;
    type Halving = Window<U3, U3, Stride<2, 2>, Pad<1, 1>>;
    type Dilated = Window<U3, U2, Stride<2, 1>, Pad<1, 2>, Dilation<1, 2>>;
    type Steps = Window<U1, U4, Stride<1, 2>, Pad<0, 3>, Dilation<1, 2>>;
    check::<Depthwise<f64, Image<U1, U3, U3>, Image<U1, U3, U3>, Same>>(1).unwrap();
    check::<Depthwise<f64, Image<U17, U2, U2>, Image<U17, U2, U2>, Same, Relu, U0>>(1).unwrap();
    check::<Depthwise<f64, Image<U6, U3, U3>, Image<U6, U2, U2>, Halving, Gelu>>(1).unwrap();
    check::<Depthwise<f64, Image<U3, U4, U3>, Image<U3, U2, U5>, Dilated, Tanh>>(1).unwrap();
    check::<Depthwise<f64, Image<U16, U3, U4>, Image<U16, U2, U1>, Window<U2, U3, Stride<3, 4>, Pad<1, 0>>>>(1)
        .unwrap();
    check::<Depthwise<f64, Series<U6, U6>, Series<U3, U6>, Steps, Relu>>(1).unwrap();
    check::<Depthwise<f64, Series<U5, U1>, Series<U5, U1>, Window<U1, U7, Stride<1, 1>, Pad<0, 3>>, Prelu>>(1).unwrap();
}

#[test]
fn blocks_of_any_size_are_equal() {
    macro_rules! each {
        (($X:ty) ($Y:ty) ($W:ty)) => {
            blocks_are_equal(&filled::<Depthwise<f32, $X, $Y, $W>>(1));
        };
    }
    shapes!(each);
}

/// A layer with parameters drawn from a seed.
fn filled<L: Layer<Float = f32>>(seed: u64) -> L {
    let mut layer = L::ZEROED;
    let parameters = drawn(1, layer.values().len(), seed).concat();
    layer.values_mut().copy_from_slice(&parameters);
    layer
}

/// The definition: y, dL/dx, and dL/dw followed by dL/db, of one sample.
fn twin<X: Grid, Y: Grid, W: Sliding>(parameters: &[f32], x: &[f32], d: &[f32]) -> [Vec<f32>; 3] {
    let ([channels, rows, columns], [_, down, right]) = (dimensions::<X>(), dimensions::<Y>());
    let taps = W::Height::VALUE * W::Width::VALUE;
    let (mut y, mut dx, mut gradient) = (vec![0.0; d.len()], vec![0.0; x.len()], vec![0.0; parameters.len()]);
    for output in 0..down * right * channels {
        let (position, channel) = (output / channels, output % channels);
        let mut z = f64::from(parameters[taps * channels + channel]);
        gradient[taps * channels + channel] += d[output];
        for tap in 0..taps {
            let place = |output: usize, tap: usize, side: usize, size: usize| {
                let place = output * W::STRIDE[side] + tap * W::DILATION[side];
                place.checked_sub(W::PAD[side]).filter(|place| *place < size)
            };
            let row = place(position / right, tap / W::Width::VALUE, 0, rows);
            let column = place(position % right, tap % W::Width::VALUE, 1, columns);
            if let (Some(row), Some(column)) = (row, column) {
                let (at, w) = ((row * columns + column) * channels + channel, tap * channels + channel);
                z += f64::from(x[at]) * f64::from(parameters[w]);
                dx[at] += d[output] * parameters[w];
                gradient[w] += d[output] * x[at];
            }
        }
        y[output] = z as f32;
    }
    [y, dx, gradient]
}

#[test]
fn it_computes_what_the_formulas_say() {
    macro_rules! each {
        (($X:ty) ($Y:ty) ($W:ty)) => {
            let layer = filled::<Depthwise<f32, $X, $Y, $W>>(3);
            let [inputs, outputs] = [dimensions::<$X>(), dimensions::<$Y>()].map(|sizes| sizes.iter().product());
            let (x, d) = (drawn(1, inputs, 4), drawn(1, outputs, 5));
            let found = passes::<_, Linear, U1>(&layer, &x, &d);
            let [y, dx, gradient] = twin::<$X, $Y, $W>(layer.values(), &x[0], &d[0]);
            close(&found.y[0], &y, "y");
            close(&found.dx[0], &dx, "dx");
            close(&found.gradient, &gradient, "gradient");
            for (relu, (dx, x)) in passes::<_, Relu, U1>(&layer, &x, &d).dx[0].iter().zip(found.dx[0].iter().zip(&x[0]))
            {
                assert_eq!(*relu, if *x > 0.0 { *dx } else { 0.0 });
            }
        };
    }
    shapes!(each);
}

/// `Conv2d` and `Conv1d` with as many groups as channels.
#[test]
fn it_is_pytorchs() {
    fn case<X: Grid<Element<f32> = f32>, Y: Grid, W: Sliding, F: RowActivation, B: Size>(kind: &str) {
        let (mut layer, case) = (Depthwise::<f32, X, Y, W, F, B>::ZEROED, golden(kind));
        let channels = X::Channels::VALUE;
        let taps = W::Height::VALUE * W::Width::VALUE;
        // PyTorch's weights are channels x taps.
        let ordered = |list: &Value| -> Vec<f32> {
            let list: Vec<Vec<f64>> = list.as_array().unwrap().iter().map(numbers).collect();
            let weights = (0..taps * channels).map(|at| list[0][at % channels * taps + at / channels]);
            weights.chain(list.iter().skip(1).flatten().copied()).map(|value| value as f32).collect()
        };
        layer.values_mut().copy_from_slice(&ordered(&case["parameters"]));
        let found = is_pytorchs(&layer, &case);
        close(&found, &ordered(&case["gradient"]), &format!("{kind}: gradient"));
    }
    case::<Image<U17, U3, U4>, Image<U17, U3, U4>, Window<U3, U3, Stride<1, 1>, Pad<1, 1>>, Relu, U17>(
        "depthwise keeps",
    );
    type Strides = Window<U3, U2, Stride<2, 1>, Pad<1, 2>, Dilation<1, 2>>;
    case::<Image<U3, U7, U6>, Image<U3, U4, U8>, Strides, Linear, U0>("depthwise strides");
    type Steps = Window<U1, U4, Stride<1, 2>, Pad<0, 3>, Dilation<1, 2>>;
    case::<Series<U10, U6>, Series<U5, U6>, Steps, Tanh, U6>("depthwise series");
}

#[test]
fn what_is_not_finite_stays_in_its_windows() {
    type Same = Window<U3, U3, Stride<1, 1>, Pad<1, 1>>;
    type Layer17 = Depthwise<f32, Image<U17, U4, U5>, Image<U17, U4, U5>, Same>;
    let layer = filled::<Layer17>(1);
    let (x, d) = (drawn::<f32>(1, 340, 2), drawn::<f32>(1, 340, 3));
    let plain = passes::<Layer17, Linear, U1>(&layer, &x, &d);
    for strange in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e-40] {
        for (row, column, channel) in [(0, 0, 0), (3, 4, 16), (1, 2, 15), (2, 0, 16)] {
            let place = (row * 5 + column) * 17 + channel;
            let depends =
                |at: usize| at % 17 == channel && (at / 85).abs_diff(row) < 2 && (at / 17 % 5).abs_diff(column) < 2;
            let (mut x, mut d) = (x.clone(), d.clone());
            x[0][place] = strange;
            let y = passes::<Layer17, Linear, U1>(&layer, &x, &d).y;
            d[0][place] = strange;
            let dx = passes::<Layer17, Linear, U1>(&layer, &x, &d).dx;
            for at in 0..340 {
                let touched = [!y[0][at].is_finite(), !dx[0][at].is_finite()];
                assert_eq!(
                    touched,
                    [depends(at) && !strange.is_normal() && strange != 1e-40; 2],
                    "{strange} {place} {at}"
                );
                if !depends(at) {
                    assert_eq!([y[0][at], dx[0][at]], [plain.y[0][at], plain.dx[0][at]]);
                }
            }
        }
    }
}

#[test]
fn a_stage_says_its_window_and_its_tensors() {
    type Strides = Window<U3, U2, Stride<2, 1>, Pad<1, 2>, Dilation<1, 2>>;
    type Layer3 = Depthwise<f32, Image<U3, U7, U6>, Image<U3, U4, U8>, Strides, Relu>;
    let stage = Layer3::STAGE;
    let said: Vec<(&str, f64)> = stage.attributes.iter().map(|attribute| (attribute.name, attribute.value)).collect();
    let [kernel, stride] =
        [[("kernel_height", 3.0), ("kernel_width", 2.0)], [("stride_height", 2.0), ("stride_width", 1.0)]];
    let [pad, dilation] =
        [[("pad_height", 1.0), ("pad_width", 2.0)], [("dilation_height", 1.0), ("dilation_width", 2.0)]];
    assert_eq!((stage.kind, said), ("depthwise", [kernel, stride, pad, dilation].concat()));
    assert_eq!((stage.tensors[0].shape, stage.tensors[1].shape), (&[3, 2, 1, 3][..], &[3][..]));
    assert!(matches!(stage.tensors[0].initial, Initial::Drawn { inputs: 6, outputs: 6, .. }));
    assert_eq!((stage.multiply_adds, stage.parameters()), (4 * 8 * 6 * 3, 21));
    type Steps = Depthwise<f32, Series<U10, U6>, Series<U10, U6>, Window<U1, U1>, Linear, U0>;
    assert_eq!((Steps::STAGE.tensors[0].shape, Steps::STAGE.tensors.len()), (&[1, 1, 6][..], 1));
    let mut layer = filled::<Layer3>(1);
    layer.weight[2][1][0][2] = 0.5;
    assert_eq!((layer.values()[17], layer.clone()), (0.5, layer));
    let layer = filled::<Layer3>(1);
    assert_eq!(serde_json::from_str::<Layer3>(&serde_json::to_string(&layer).unwrap()).unwrap(), layer);
    assert_eq!(format!("{layer:?}"), "Depthwise 3x7x6 -> 3x4x8 relu, 21 parameters");
}
