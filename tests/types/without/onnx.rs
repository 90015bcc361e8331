//! Without the feature `onnx`.

use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn a_file_for_onnx_is_made() {
    let bytes = Regressor::zeros().to_onnx();
}

fn a_file_for_onnx_is_saved() -> Result<(), Box<dyn std::error::Error>> {
    Ok(Regressor::zeros().save_onnx("net.onnx")?)
}

fn main() {}
