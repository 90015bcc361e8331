//! Without the feature `pretrained`.

use staticnn::prelude::*;

mod weights_come_from_a_file {
    staticnn::network! { struct Net< 3 -> 1 > = "weights/net.safetensors"; }
}

mod a_network_comes_from_a_file {
    staticnn::network! { struct Net = onnx "model.onnx"; }
}

fn weights_from_a_file_are_used() -> [f32; 1] {
    network! { struct Net< 3 -> 1 > = "weights/net.safetensors"; }
    Net::PRETRAINED.predict(&[1.0, 2.0, 3.0])
}

fn main() {}
