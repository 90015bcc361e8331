//! Weights from files, which `weights.py` wrote.

mod a_file_of_weights_has_a_path {
    staticnn::network! { struct Net< 3 -> 1 > = ; }
}

mod a_file_of_weights_has_every_stage {
    staticnn::network! {
        struct Net< 3 -> hidden: 2 relu -> norm: layer_norm -> 1 -> 1 > = "weights/regressor.safetensors";
    }
}

mod a_file_of_weights_has_every_tensor {
    staticnn::network! { struct Net< 3 -> 2 relu -> 1 -> 1 > = "weights/pytorch.safetensors"; }
}

mod a_file_of_weights_has_no_other_stage {
    staticnn::network! { struct Net< 3 -> hidden: 2 relu -> norm: layer_norm > = "weights/regressor.safetensors"; }
}

mod a_file_of_weights_has_no_other_tensor {
    staticnn::network! { struct Net< 3 -> 2 relu -> 1 > = "weights/more.safetensors"; }
}

mod a_file_of_weights_has_the_networks_activations {
    staticnn::network! {
        struct Net< 3 -> hidden: 2 leaky_relu(0.01) -> norm: layer_norm -> 1 > = "weights/regressor.safetensors";
    }
}

mod a_file_of_weights_has_the_networks_labels {
    staticnn::network! { struct Net< 3 -> 2 relu -> norm: layer_norm -> 1 > = "weights/regressor.safetensors"; }
}

mod a_file_of_weights_has_the_networks_numbers {
    staticnn::network! {
        struct Net< 3 -> hidden: 2 relu -> norm: layer_norm(0.001) -> 1 > = "weights/regressor.safetensors";
    }
}

mod a_file_of_weights_has_the_networks_order {
    staticnn::network! { struct Net< 3 -> 2 relu -> 1 > = "weights/transposed.safetensors"; }
}

mod a_file_of_weights_has_the_networks_scalar {
    staticnn::network! {
        #[scalar(f64)]
        struct Net< 3 -> hidden: 2 relu -> norm: layer_norm -> 1 > = "weights/regressor.safetensors";
    }
}

mod a_file_of_weights_has_the_networks_shapes {
    const HIDDEN: usize = 4;
    staticnn::network! { struct Net< 3 -> HIDDEN relu -> 1 > = "weights/pytorch.safetensors"; }
}

mod a_file_of_weights_is_a_file {
    staticnn::network! { struct Net< 3 -> 1 > = "weights"; }
    const NET: &Net = Net::PRETRAINED;
}

mod a_file_of_weights_is_no_pickle {
    staticnn::network! { struct Net< 3 -> 1 > = "weights/model.pt"; }
}

mod a_file_of_weights_is_there {
    staticnn::network! { struct Net< 3 -> 1 > = "weights/absent.safetensors"; }
}

mod a_file_of_weights_is_whole {
    staticnn::network! { struct Net< 3 -> 1 > = "weights/short.safetensors"; }
}

mod a_path_of_weights_comes_last {
    staticnn::network! { struct Net< 3 -> 1 > = "weights/pytorch.safetensors" "weights/more.safetensors"; }
}

mod a_path_of_weights_is_text {
    staticnn::network! { struct Net< 3 -> 1 > = weights; }
}

mod the_short_form_takes_no_file {
    fn f() {
        let _ = staticnn::network!(3 -> 1 = "weights/pytorch.safetensors");
    }
}

mod weights_are_floats {
    staticnn::network! { struct Net< 3 -> 2 relu -> 1 > = "weights/whole.safetensors"; }
}

fn main() {}
