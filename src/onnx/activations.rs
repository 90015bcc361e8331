//! The operators of each activation.
//!
//! In f32 that is ONNX's own operator, where there is one. In f64 several are made of arithmetic: onnxruntime has no kernels
//! in f64 for the operators LeakyRelu, PRelu, Elu, Selu, Gelu, Erf, Mish, Softplus, Softsign and HardSigmoid.

use alloc::string::String;
use alloc::vec::Vec;

use crate::onnx::graph::Graph;
use crate::onnx::message::{Attribute, DOUBLE, FLOAT};
use crate::onnx::tensors::Tensors;

/// Adds an activation, whose number is 0 if it has none, to the end of the graph. `None` if the layer lacks the tensor that
/// the activation learns.
pub(super) type Activation = fn(&mut Graph, &mut Tensors<'_>, f64) -> Option<()>;

/// The activations, as [`ActivationName::name`](crate::layer::ActivationName::name) says them.
pub(super) const WORDS: [(&str, Activation); 19] = [
    ("linear", |_, _, _| Some(())),
    ("relu", |graph, _, _| simple(graph, "Relu")),
    ("leaky_relu", leaky_relu),
    ("prelu", prelu),
    ("relu6", |graph, _, _| clip(graph, 0.0, 6.0)),
    ("elu", elu),
    ("selu", selu),
    ("gelu", gelu),
    ("gelu_tanh", gelu_tanh),
    ("silu", silu),
    ("mish", mish),
    ("softplus", softplus),
    ("tanh", |graph, _, _| simple(graph, "Tanh")),
    ("hard_tanh", |graph, _, _| clip(graph, -1.0, 1.0)),
    ("softsign", softsign),
    ("sigmoid", |graph, _, _| simple(graph, "Sigmoid")),
    ("hard_sigmoid", hard_sigmoid),
    ("sin", |graph, _, _| simple(graph, "Sin")),
    ("softmax", softmax),
];

/// An operator without constants.
fn simple(graph: &mut Graph, operator: &str) -> Option<()> {
    graph.apply(operator, &[], Vec::new());
    Some(())
}

/// z, limited to these bounds.
fn clip(graph: &mut Graph, min: f64, max: f64) -> Option<()> {
    let (min, max) = (graph.constant("min", min), graph.constant("max", max));
    graph.apply("Clip", &[&min, &max], Vec::new());
    Some(())
}

fn leaky_relu(graph: &mut Graph, _: &mut Tensors<'_>, slope: f64) -> Option<()> {
    if graph.is_double() {
        let slope = graph.constant("slope", slope);
        bent(graph, &slope);
    } else {
        graph.apply("LeakyRelu", &[], [Attribute::float("alpha", slope)].into());
    }
    Some(())
}

fn prelu(graph: &mut Graph, tensors: &mut Tensors<'_>, _: f64) -> Option<()> {
    let slope = tensors.next(graph, "slope", &[1])?;
    if graph.is_double() {
        bent(graph, &slope);
    } else {
        graph.apply("PRelu", &[&slope], Vec::new());
    }
    Some(())
}

/// max(0, z) + slope min(0, z)
fn bent(graph: &mut Graph, slope: &str) {
    let [above, below] = halves(graph);
    graph.end = graph.node("Mul", &[&below, slope], Vec::new());
    graph.apply("Add", &[&above], Vec::new());
}

/// max(0, z) and min(0, z)
fn halves(graph: &mut Graph) -> [String; 2] {
    let (z, zero) = (graph.end.clone(), graph.constant("zero", 0.0));
    ["Max", "Min"].map(|operator| graph.node(operator, &[&z, &zero], Vec::new()))
}

fn elu(graph: &mut Graph, _: &mut Tensors<'_>, scale: f64) -> Option<()> {
    if graph.is_double() {
        exponential(graph, 1.0, scale);
    } else {
        graph.apply("Elu", &[], [Attribute::float("alpha", scale)].into());
    }
    Some(())
}

fn selu(graph: &mut Graph, _: &mut Tensors<'_>, _: f64) -> Option<()> {
    // In f32 these are the defaults of the operator.
    const GAMMA: f64 = 1.050_700_987_355_480_5;
    const ALPHA: f64 = 1.673_263_242_354_377_2;
    if graph.is_double() {
        exponential(graph, GAMMA, GAMMA * ALPHA);
    } else {
        graph.apply("Selu", &[], Vec::new());
    }
    Some(())
}

/// above max(0, z) + below (exp(min(0, z)) - 1)
fn exponential(graph: &mut Graph, above: f64, below: f64) {
    let [mut positive, negative] = halves(graph);
    if above != 1.0 {
        let factor = graph.constant("gamma", above);
        positive = graph.node("Mul", &[&positive, &factor], Vec::new());
    }
    let (one, scale) = (graph.constant("one", 1.0), graph.constant("scale", below));
    graph.end = graph.node("Exp", &[&negative], Vec::new());
    graph.apply("Sub", &[&one], Vec::new());
    graph.apply("Mul", &[&scale], Vec::new());
    graph.apply("Add", &[&positive], Vec::new());
}

fn gelu(graph: &mut Graph, _: &mut Tensors<'_>, _: f64) -> Option<()> {
    if !graph.is_double() {
        return simple(graph, "Gelu");
    }
    // z (1 + erf(z / sqrt 2)) / 2, with erf in f32: there is no operator for it that onnxruntime has in f64.
    let z = graph.end.clone();
    let factor = graph.constant("factor", core::f64::consts::FRAC_1_SQRT_2);
    let (one, half) = (graph.constant("one", 1.0), graph.constant("half", 0.5));
    graph.apply("Mul", &[&factor], Vec::new());
    graph.apply("Cast", &[], [Attribute::int("to", FLOAT.into())].into());
    graph.apply("Erf", &[], Vec::new());
    graph.apply("Cast", &[], [Attribute::int("to", DOUBLE.into())].into());
    graph.apply("Add", &[&one], Vec::new());
    graph.apply("Mul", &[&half], Vec::new());
    graph.apply("Mul", &[&z], Vec::new());
    Some(())
}

fn gelu_tanh(graph: &mut Graph, _: &mut Tensors<'_>, _: f64) -> Option<()> {
    graph.apply("Gelu", &[], [Attribute::string("approximate", "tanh")].into());
    Some(())
}

/// z σ(z): opset 21 has no operator for it.
fn silu(graph: &mut Graph, _: &mut Tensors<'_>, _: f64) -> Option<()> {
    let z = graph.end.clone();
    graph.apply("Sigmoid", &[], Vec::new());
    graph.apply("Mul", &[&z], Vec::new());
    Some(())
}

fn mish(graph: &mut Graph, tensors: &mut Tensors<'_>, _: f64) -> Option<()> {
    if !graph.is_double() {
        return simple(graph, "Mish");
    }
    let z = graph.end.clone();
    softplus(graph, tensors, 0.0)?;
    graph.apply("Tanh", &[], Vec::new());
    graph.apply("Mul", &[&z], Vec::new());
    Some(())
}

fn softplus(graph: &mut Graph, _: &mut Tensors<'_>, _: f64) -> Option<()> {
    if !graph.is_double() {
        return simple(graph, "Softplus");
    }
    // max(0, z) + ln(1 + exp(-|z|)), where exp doesn't overflow.
    let (zero, one) = (graph.constant("zero", 0.0), graph.constant("one", 1.0));
    let above = graph.node("Max", &[&graph.end.clone(), &zero], Vec::new());
    graph.apply("Abs", &[], Vec::new());
    graph.apply("Neg", &[], Vec::new());
    graph.apply("Exp", &[], Vec::new());
    graph.apply("Add", &[&one], Vec::new());
    graph.apply("Log", &[], Vec::new());
    graph.apply("Add", &[&above], Vec::new());
    Some(())
}

fn softsign(graph: &mut Graph, _: &mut Tensors<'_>, _: f64) -> Option<()> {
    if !graph.is_double() {
        return simple(graph, "Softsign");
    }
    let (z, one) = (graph.end.clone(), graph.constant("one", 1.0));
    graph.apply("Abs", &[], Vec::new());
    graph.apply("Add", &[&one], Vec::new());
    graph.end = graph.node("Div", &[&z, &graph.end.clone()], Vec::new());
    Some(())
}

fn hard_sigmoid(graph: &mut Graph, _: &mut Tensors<'_>, _: f64) -> Option<()> {
    const SLOPE: f64 = 1.0 / 6.0;
    if !graph.is_double() {
        let attributes = [Attribute::float("alpha", SLOPE), Attribute::float("beta", 0.5)];
        graph.apply("HardSigmoid", &[], attributes.into());
        return Some(());
    }
    let (slope, half) = (graph.constant("slope", SLOPE), graph.constant("half", 0.5));
    graph.apply("Mul", &[&slope], Vec::new());
    graph.apply("Add", &[&half], Vec::new());
    clip(graph, 0.0, 1.0)
}

/// Over all values of a sample, as a row.
fn softmax(graph: &mut Graph, _: &mut Tensors<'_>, _: f64) -> Option<()> {
    graph.as_row(|graph| graph.apply("Softmax", &[], [Attribute::int("axis", -1)].into()));
    Some(())
}
