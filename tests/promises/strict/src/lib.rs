//! Declarations in a crate that allows nothing: that it compiles, without a word of clippy's, is the test.
#![no_std]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::pedantic)]

use staticnn::prelude::*;

/// The number of predictors.
pub const FEATURES: usize = 3;

network! {
    /// Three predictors, one response.
    pub struct Regressor< 3 -> 12 relu -> 1 >;

    /// With all that a declaration may have.
    #[derive(Clone, Debug, Default, PartialEq)]
    #[must_use]
    #[scalar(f64)]
    pub struct Classifier<
        FEATURES -> hidden: 1_568 leaky_relu(0.01) no_bias -> (FEATURES * 2) prelu -> 3 softmax
    >;

    pub struct Undocumented< 3 -> 1 >;
    pub struct FromFile< 3 -> 5 relu -> layer_norm -> 4 prelu -> 2 > = "weights/sequential.safetensors";

    /// From a file.
    #[derive(Clone)]
    pub struct Model = onnx "weights/named_dynamo.onnx";

    pub(crate) struct InTheCrate< 3 -> 2 tanh -> 1 sigmoid >;
    struct Private< 3 -> 2 tanh -> 1 sigmoid >;
}

// A network as `to_rust` prints it: its code is as strict.
include!("regressor.rs");

/// What is declared here is used here alone, and not all of it.
#[must_use]
pub fn predict(x: &[f32; 3]) -> f32 {
    network! { struct Local< 3 -> 2 tanh -> 1 >; }
    let [local] = Local::zeros().predict(x);
    let [private] = Private::zeros().predict(x);
    let [visible] = InTheCrate::ZEROS.predict(x);
    let [unnamed] = network!(3 -> 12 relu -> 1).predict(x);
    let [constant] = REGRESSOR.predict(x);
    local + private + visible + unnamed + constant
}
