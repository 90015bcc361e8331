//! Normalization by the root of the mean square.

use staticnn::activation::{Gelu, Prelu, Relu};
use staticnn::layer::check;
use staticnn::layers::{LayerNorm, RmsNorm};
use staticnn::shape::{Features, Image, Series, U2, U3, U4, U5, U17, U20};

#[test]
fn derivatives_are_slopes_in_every_shape() {
    check::<RmsNorm<f64, Features<U17>>>(1).unwrap();
    check::<RmsNorm<f64, Features<U5>, Prelu>>(2).unwrap();
    check::<RmsNorm<f64, Series<U20, U3>, Relu>>(3).unwrap();
    check::<RmsNorm<f64, Image<U5, U4, U5>, Gelu>>(4).unwrap();
    check::<RmsNorm<f64, Image<U17, U2, U3>>>(5).unwrap();
    check::<LayerNorm<f64, Series<U20, U3>, Relu>>(6).unwrap();
    check::<LayerNorm<f64, Image<U17, U2, U3>, Gelu>>(7).unwrap();
}
