//! Convolution: against PyTorch's numbers, and against differences.

use staticnn::activation::{Gelu, Linear, Prelu, Relu, Tanh};
use staticnn::layer::check;
use staticnn::layers::{Conv, Dilation, Pad, Stride, Unpadded, Window};
use staticnn::shape::{Image, Series, U0, U1, U2, U3, U4, U5, U6, U7, U8, U9, U10, U11, U12, U13, U16, U17, U18, U20};

#[test]
fn derivatives_are_slopes_for_every_window() {
    // Images: plain, padded, with strides that leave values over, dilated, without a bias.
    check::<Conv<f64, Image<U2, U5, U6>, Image<U3, U3, U4>, Window<U3, U3>>>(1).unwrap();
    check::<Conv<f64, Image<U1, U6, U18>, Image<U5, U6, U18>, Window<U3, U5, Stride<1, 1>, Pad<1, 2>>>>(2).unwrap();
    check::<Conv<f64, Image<U3, U8, U7>, Image<U4, U4, U3>, Window<U2, U3, Stride<2, 3>, Pad<0, 1>>, Tanh>>(3).unwrap();
    check::<
        Conv<
            f64,
            Image<U2, U9, U8>,
            Image<U2, U5, U9>,
            Window<U3, U2, Stride<1, 1>, Pad<0, 2>, Dilation<2, 3>>,
            Relu,
            U0,
        >,
    >(4)
    .unwrap();
    check::<Conv<f64, Image<U2, U1, U1>, Image<U17, U1, U1>, Window<U1, U1>, Gelu>>(5).unwrap();
    check::<Conv<f64, Image<U17, U4, U5>, Image<U10, U6, U7>, Window<U3, U3, Stride<1, 1>, Pad<2, 2>>>>(6).unwrap();
    // Padding beyond the window's reach: outputs of the bias alone.
    check::<Conv<f64, Image<U1, U2, U2>, Image<U2, U8, U6>, Window<U1, U3, Stride<1, 1>, Pad<3, 3>>>>(7).unwrap();
    // Groups, with and without dilation; as many as channels.
    check::<Conv<f64, Image<U4, U5, U5>, Image<U6, U3, U5>, Window<U3, U3, Stride<1, 1>, Pad<0, 1>>, Linear, U6, U2>>(
        8,
    )
    .unwrap();
    check::<
        Conv<
            f64,
            Image<U6, U5, U5>,
            Image<U6, U3, U2>,
            Window<U2, U2, Stride<1, 2>, Pad<0, 0>, Dilation<2, 1>>,
            Prelu,
            U6,
            U1,
        >,
    >(9)
    .unwrap();
    // Series.
    check::<Conv<f64, Series<U12, U3>, Series<U12, U4>, Window<U1, U3, Stride<1, 1>, Pad<0, 1>>, Tanh>>(10).unwrap();
    check::<Conv<f64, Series<U20, U1>, Series<U6, U11>, Window<U1, U5, Stride<1, 2>, Unpadded, Dilation<1, 2>>>>(11)
        .unwrap();
    check::<Conv<f64, Series<U16, U16>, Series<U16, U16>, Window<U1, U3, Stride<1, 1>, Pad<0, 1>>, Relu>>(12).unwrap();
    check::<Conv<f64, Series<U13, U4>, Series<U5, U8>, Window<U1, U4, Stride<1, 2>>, Linear, U8, U2>>(13).unwrap();
    check::<Conv<f32, Image<U2, U5, U5>, Image<U3, U5, U5>, Window<U3, U3, Stride<1, 1>, Pad<1, 1>>>>(14).unwrap();
}
