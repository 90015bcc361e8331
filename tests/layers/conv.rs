//! Convolution: against PyTorch's numbers, and against differences.

use serde_json::Value;
use staticnn::activation::{Gelu, Linear, Prelu, Relu, Tanh};
use staticnn::layer::{
    Before, Initial, Layer, Length, Outputs, Pass, Rows, RowsMut, Scalar, Seen, Shape, Zeros, call, check,
};
use staticnn::layers::{Conv, Dilation, Pad, Stride, Unpadded, Window};
use staticnn::shape::{Image, Series, U0, U1, U2, U3, U4, U5, U6, U7, U9, U10, U11, U17, U18};

type Image265<T> =
    Conv<T, Image<U2, U6, U5>, Image<U3, U3, U7>, Window<U3, U2, Stride<2, 1>, Pad<1, 2>, Dilation<1, 2>>>;
type Wide<T> = Conv<T, Image<U1, U4, U18>, Image<U5, U4, U18>, Window<U3, U3, Stride<1, 1>, Pad<1, 1>>>;
type Grouped<T> = Conv<T, Image<U4, U4, U4>, Image<U6, U3, U3>, Window<U2, U2>, Linear, U6, U2>;
/// Of enough channels to gather dL/dx.
type Deep<T> = Conv<T, Image<U17, U3, U2>, Image<U3, U2, U2>, Window<U2, U3, Stride<1, 1>, Pad<0, 1>>>;
type Steps<T> = Conv<T, Series<U11, U3>, Series<U5, U4>, Window<U1, U3, Stride<1, 2>, Pad<0, 1>, Dilation<1, 2>>>;

/// y, dL/dx and the derivatives of the parameters, for samples one after the other, where L is the sum of c y.
fn passes<L: Layer<InputShape: Shape<Element<T> = T>, Float = T>, T: Scalar>(
    layer: &L,
    x: &[T],
    c: &[T],
    parts: &[usize],
) -> [Vec<T>; 3] {
    let (width, outputs) = (<L::InputShape as Shape>::Len::VALUE, <L::OutputShape as Shape>::Len::VALUE);
    let count = x.len() / width;
    let (mut y, mut d) = (Outputs::<L, U4>::ZEROS, Outputs::<L, U4>::ZEROS);
    let (mut forward, mut backward, mut input) = (Zeros::ZEROS, Zeros::ZEROS, L::InputScratch::<U4>::ZEROS);
    let (mut tape, mut gradient) = (L::Tape::<U4>::ZEROS, L::ZEROED);
    let (mut all, mut dx, mut start) = (Vec::new(), vec![T::ZERO; x.len()], 0);
    for rows in parts {
        let pass = call::<U4>(count).part(start..start + rows);
        let part = &x[start * width..][..rows * width];
        layer.forward_rows(pass, Rows::new(part, width), y.rows_mut(), &mut tape, &mut forward);
        for row in 0..*rows {
            all.extend_from_slice(y.rows().row(row));
            d.rows_mut().row_mut(row).copy_from_slice(&c[(start + row) * outputs..][..outputs]);
        }
        let seen = Seen { x: Rows::new(part, width), y: y.rows(), tape: &tape };
        let before = Before::plain(RowsMut::new(&mut dx[start * width..][..rows * width], width), &mut input);
        layer.backward_rows(pass, seen, d.rows_mut(), Some(before), &mut gradient, &mut backward);
        start += rows;
    }
    [all, dx, gradient.values().to_vec()]
}

fn sines<T: Scalar>(count: usize, seed: f64) -> Vec<T> {
    (0..count).map(|index| T::from_f64((index as f64 * 1.7 + seed).sin())).collect()
}

fn close<T: Scalar>(found: &[T], expected: &Value, tolerance: f64, what: &str) {
    let expected: Vec<f64> = expected.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
    assert_eq!(found.len(), expected.len(), "{what}");
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        let (found, scale) = (found.to_f64(), expected.abs().max(1.0));
        assert!((found - expected).abs() <= tolerance * scale, "{what} {index}: {found} where {expected} is expected");
    }
}

/// PyTorch's numbers for `conv2d` in float64.
#[test]
fn a_convolution_computes_what_pytorch_does() {
    let text = include_str!("../golden/layers_conv.json");
    let cases: Value = serde_json::from_str(text).unwrap();
    fn hold<L: Layer<InputShape: Shape<Element<T> = T>, Float = T>, T: Scalar>(case: &Value, tolerance: f64) {
        let [inputs, outputs] = [<L::InputShape as Shape>::Len::VALUE, <L::OutputShape as Shape>::Len::VALUE];
        let mut layer = L::ZEROED;
        let weights = L::STAGE.tensors[0].len();
        let biases = L::STAGE.parameters() - weights;
        layer.values_mut()[..weights].copy_from_slice(&sines(weights, 0.5));
        layer.values_mut()[weights..].copy_from_slice(&sines(biases, 0.9));
        let (x, c) = (sines(2 * inputs, 0.1), sines(2 * outputs, 0.3));
        let [y, dx, gradient] = passes(&layer, &x, &c, &[2]);
        let (weight, bias) = gradient.split_at(weights);
        for (found, name) in [(&y[..], "y"), (&dx, "dx"), (weight, "dw"), (bias, "db")] {
            close(found, &case[name], tolerance, &format!("{:?}: {name}", layer_name::<L>()));
        }
    }
    fn layer_name<L: Layer>() -> [&'static [usize]; 2] {
        [L::STAGE.input, L::STAGE.output]
    }
    hold::<Image265<f64>, _>(&cases["image"], 1e-11);
    hold::<Image265<f32>, _>(&cases["image"], 1e-5);
    hold::<Wide<f64>, _>(&cases["wide"], 1e-11);
    hold::<Wide<f32>, _>(&cases["wide"], 1e-5);
    hold::<Grouped<f64>, _>(&cases["groups"], 1e-11);
    hold::<Deep<f64>, _>(&cases["deep"], 1e-11);
    hold::<Deep<f32>, _>(&cases["deep"], 1e-5);
    hold::<Steps<f64>, _>(&cases["series"], 1e-11);
    hold::<Steps<f32>, _>(&cases["series"], 1e-5);
}

#[test]
fn derivatives_are_slopes_for_every_window() {
    check::<Conv<f64, Image<U2, U3, U4>, Image<U3, U2, U2>, Window<U2, U3>>>(1).unwrap();
    // A single channel, in planes.
    check::<Conv<f64, Image<U1, U3, U9>, Image<U2, U2, U9>, Window<U2, U3, Stride<1, 1>, Pad<0, 1>>>>(2).unwrap();
    // Values left over by the strides, and every kind of activation.
    check::<Conv<f64, Image<U2, U4, U5>, Image<U2, U2, U2>, Window<U2, U2, Stride<2, 3>, Pad<0, 1>>, Tanh>>(3).unwrap();
    check::<
        Conv<
            f64,
            Image<U1, U5, U4>,
            Image<U2, U3, U3>,
            Window<U2, U2, Stride<1, 1>, Pad<0, 1>, Dilation<2, 3>>,
            Relu,
            U0,
        >,
    >(4)
    .unwrap();
    check::<Conv<f64, Image<U2, U1, U1>, Image<U9, U1, U1>, Window<U1, U1>, Gelu>>(5).unwrap();
    // Padding beyond the window's reach: outputs of the bias alone.
    check::<Conv<f64, Image<U1, U2, U1>, Image<U2, U6, U3>, Window<U1, U3, Stride<1, 1>, Pad<2, 2>>>>(6).unwrap();
    check::<Conv<f64, Image<U4, U3, U3>, Image<U6, U2, U2>, Window<U2, U2>, Prelu, U6, U2>>(7).unwrap();
    check::<
        Conv<
            f64,
            Image<U3, U3, U4>,
            Image<U3, U1, U2>,
            Window<U2, U2, Stride<1, 2>, Unpadded, Dilation<2, 1>>,
            Linear,
            U3,
            U1,
        >,
    >(8)
    .unwrap();
    check::<Conv<f64, Series<U7, U3>, Series<U7, U4>, Window<U1, U3, Stride<1, 1>, Pad<0, 1>>, Relu>>(9).unwrap();
    check::<Conv<f32, Series<U10, U1>, Series<U3, U3>, Window<U1, U3, Stride<1, 2>, Unpadded, Dilation<1, 2>>>>(10)
        .unwrap();
}

/// The bits of numbers, and of NaN too.
fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn outputs_and_gradients_are_equal_for_any_block() {
    fn hold<L: Layer<InputShape: Shape<Element<f32> = f32>, Float = f32>>() {
        let [inputs, outputs] = [<L::InputShape as Shape>::Len::VALUE, <L::OutputShape as Shape>::Len::VALUE];
        let mut layer = L::ZEROED;
        let count = layer.values().len();
        layer.values_mut().copy_from_slice(&sines(count, 0.5));
        let (x, c) = (sines(4 * inputs, 0.1), sines(4 * outputs, 0.3));
        let expected = passes(&layer, &x, &c, &[4]).map(|values| bits(&values));
        for parts in [&[1, 1, 1, 1][..], &[2, 2], &[3, 1]] {
            assert!(passes(&layer, &x, &c, parts).map(|values| bits(&values)) == expected, "{parts:?}");
        }
    }
    hold::<Image265<f32>>();
    hold::<Wide<f32>>();
    hold::<Deep<f32>>();
}

#[test]
fn nan_infinity_and_the_smallest_number_reach_only_what_depends_on_them() {
    fn hold<L: Layer<InputShape: Shape<Element<f32> = f32>, Float = f32>>() {
        let [inputs, outputs] = [<L::InputShape as Shape>::Len::VALUE, <L::OutputShape as Shape>::Len::VALUE];
        let mut layer = L::ZEROED;
        let count = layer.values().len();
        layer.values_mut().copy_from_slice(&sines(count, 0.5));
        let (x, c) = (sines::<f32>(2 * inputs, 0.1), sines::<f32>(2 * outputs, 0.3));
        let [y, dx, _] = passes(&layer, &x, &c, &[2]);
        for wrong in [f32::NAN, f32::INFINITY, f32::from_bits(1)] {
            for at in (0..inputs).step_by(3) {
                // What depends on a value is what changes with it.
                let (mut moved, mut spoilt) = (x.clone(), x.clone());
                (moved[at], spoilt[at]) = (x[at] + 64.0, wrong);
                let [after, ..] = passes(&layer, &moved, &c, &[2]);
                let [found, found_dx, _] = passes(&layer, &spoilt, &c, &[2]);
                for (index, found) in found.iter().enumerate() {
                    let depends = after[index] != y[index];
                    let untouched = found.to_bits() == y[index].to_bits();
                    assert!(depends || untouched, "{wrong} at {at}: output {index} is {found}");
                    assert!(!depends || found.is_finite() == wrong.is_finite(), "{wrong} at {at}: output {index}");
                }
                assert!(bits(&found_dx) == bits(&dx), "{wrong} at {at}: the gradient of a linear layer's input");
            }
        }
    }
    hold::<Image265<f32>>();
    hold::<Wide<f32>>();
    hold::<Grouped<f32>>();
}

#[test]
fn nan_in_the_gradient_reaches_only_what_its_output_depends_on() {
    let mut layer = Image265::<f32>::ZEROED;
    let count = layer.values().len();
    layer.values_mut().copy_from_slice(&sines(count, 0.5));
    let (x, c) = (sines::<f32>(2 * 60, 0.1), sines::<f32>(2 * 63, 0.3));
    let [_, dx, gradient] = passes(&layer, &x, &c, &[2]);
    for at in 0..63_usize {
        let mut spoilt = c.clone();
        spoilt[at] = f32::NAN;
        let [_, found, weights] = passes(&layer, &x, &spoilt, &[2]);
        let (row, column) = (at / 21, at / 3 % 7);
        for index in 0..120_usize {
            let (y, x) = (index / 10, index / 2 % 5);
            let down = (y + 1).wrapping_sub(2 * row) < 3 && index < 60;
            let right = matches!((x + 2).wrapping_sub(column), 0 | 2);
            let untouched = found[index].to_bits() == dx[index].to_bits();
            assert!(found[index].is_nan() || !(down && right), "NaN at {at}: dx {index} is {}", found[index]);
            assert!(untouched || down && right, "NaN at {at}: dx {index} is {}", found[index]);
        }
        for (index, found) in weights.iter().enumerate() {
            let untouched = found.to_bits() == gradient[index].to_bits();
            assert!(untouched || index % 3 == at % 3, "NaN at {at}: derivative {index} is {found}");
        }
    }
}

#[test]
fn a_stage_says_what_the_convolution_is() {
    let stage = Image265::<f32>::STAGE;
    let numbers: Vec<_> = stage.attributes.iter().map(|attribute| (attribute.name, attribute.value)).collect();
    let expected = [
        ("kernel_height", 3.0),
        ("kernel_width", 2.0),
        ("stride_height", 2.0),
        ("stride_width", 1.0),
        ("pad_height", 1.0),
        ("pad_width", 2.0),
        ("dilation_height", 1.0),
        ("dilation_width", 2.0),
        ("groups", 1.0),
    ];
    assert_eq!((stage.kind, &numbers[..]), ("conv", &expected[..]));
    assert_eq!((stage.tensors[0].shape, stage.multiply_adds), (&[3, 2, 2, 3][..], 63 * 12));
    let Initial::Drawn { inputs, outputs, .. } = Grouped::<f32>::STAGE.tensors[0].initial else { panic!("drawn") };
    assert_eq!((inputs, outputs), (2 * 2 * 2, 2 * 2 * 3));
    let series = Steps::<f32>::STAGE;
    assert_eq!(
        series.attributes.iter().map(|a| a.name).collect::<Vec<_>>(),
        ["kernel", "stride", "pad", "dilation", "groups"]
    );
    assert_eq!(series.tensors[0].shape, [3, 3, 4]);
    assert_eq!(format!("{:?}", Wide::<f32>::ZEROED), "Conv 1x4x18 -> 5x4x18, 50 parameters");
}

/// A bias that isn't there is no tensor, and the slope behind it keeps its name.
#[test]
fn a_layer_without_a_bias_prints_its_slope() {
    type Bare = Conv<f32, Series<U4, U1>, Series<U3, U1>, Window<U1, U2>, Prelu, U0>;
    let mut layer = Bare::ZEROED;
    layer.slope = 0.25;
    let printed: String = format!("{layer:#?}").split_whitespace().collect();
    assert!(printed.contains("slope:[0.25,]") && !printed.contains("bias"), "{printed}");
}
