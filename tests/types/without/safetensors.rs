//! Without the feature `safetensors`.

use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn a_file_is_loaded() {
    let loaded = Regressor::zeros().load("net.safetensors");
}

fn a_file_is_saved() {
    let saved = Regressor::zeros().save("net.safetensors");
}

fn a_file_for_pytorch_is_made() {
    let bytes = Regressor::zeros().to_pytorch();
}

fn a_file_of_pytorch_is_loaded() -> Result<(), Box<dyn std::error::Error>> {
    Ok(Regressor::zeros().load_pytorch("net.safetensors")?)
}

fn main() {}
