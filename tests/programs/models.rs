//! Networks that ONNX files declare compute what PyTorch and onnxruntime do. The files and the numbers are those of
//! `golden/onnx_models.py`; the macro's own tests read them all.

use std::fs;

use staticnn::layer::{Number, Real};
use staticnn::prelude::*;

/// Declares a network from each file and compares its outputs with those in `onnx_models.txt`.
macro_rules! models {
    ($($Name:ident $name:ident $path:literal;)*) => {
        $(network! { struct $Name = onnx $path; })*

        $(#[test]
        fn $name() {
            check($path, $Name::PRETRAINED);
        })*
    };
}

models! {
    Named named_dynamo "golden/onnx/named_dynamo.onnx";
    NamedDouble named_f64 "golden/onnx/named_f64.onnx";
    Products products "golden/onnx/products.onnx";
    Picture picture "golden/onnx/picture_dynamo.onnx";
    Signal signal "golden/onnx/signal.onnx";
    Pooled pooled "golden/onnx/pooled.onnx";
}

/// Largest difference, as a share of the largest output.
const TOLERANCE: f64 = 1e-6;

fn check<N: Network>(path: &str, net: &N) {
    let name = path.strip_prefix("golden/onnx/").unwrap().strip_suffix(".onnx").unwrap();
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/golden/onnx_models.txt")).unwrap();
    let block = text.split("\n\n").find(|block| block.lines().next() == Some(name)).unwrap();
    let rows: Vec<Vec<f64>> =
        block.lines().skip(2).map(|line| line.split(' ').map(|number| number.parse().unwrap()).collect()).collect();
    assert_eq!(rows.len(), 12);
    let size = rows.iter().skip(1).step_by(2).flatten().fold(0.0, |most: f64, y| most.max(y.abs()));
    for pair in rows.chunks(2) {
        let x: Vec<N::Scalar> = pair[0].iter().copied().map(N::Scalar::from_f64).collect();
        let x = match *N::STAGE.input {
            // PyTorch has the features of a series first.
            [steps, features] => (0..x.len()).map(|at| x[at % features * steps + at / features]).collect(),
            _ => x,
        };
        let y = net.predict(&N::input_from(&x).unwrap());
        assert_eq!(N::as_slice(&y).len(), pair[1].len());
        for (y, expected) in N::as_slice(&y).iter().zip(&pair[1]) {
            let difference = (y.to_f64() - expected).abs();
            assert!(difference <= TOLERANCE * size, "{name}: {y} here, {expected} there");
        }
    }
}

#[test]
fn a_declared_network_has_the_files_stages() {
    let summary = NamedDouble::summary().to_string();
    let rows: Vec<&str> = summary.lines().skip(1).map(|line| line.split("  ").next().unwrap()).collect();
    assert_eq!(rows, ["fc1", "norm", "layer3", "all"]);
    assert_eq!(NamedDouble::PARAMETERS, 4 * 5 + 5 + 2 * 5 + 5 * 3);
    let fields: (&f64, &f64) = (&NamedDouble::PRETRAINED.fc1.bias[0], &NamedDouble::PRETRAINED.norm.gain[4]);
    assert!(fields.0.is_finite() && fields.1.is_finite());
}
