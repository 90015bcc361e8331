//! Networks from ONNX files.

mod a_file_that_declares_a_network_has_a_path {
    use staticnn::prelude::*;

    network! { struct Net = onnx; }
}

mod a_network_is_in_no_other_format_than_onnx {
    use staticnn::prelude::*;

    network! { struct Net = torch "model.pt"; }
}

mod a_path_of_a_file_is_no_constant {
    use staticnn::prelude::*;

    const MODEL: &str = "model.onnx";

    network! { struct Net = onnx MODEL; }
}

mod a_path_of_a_file_ends_the_declaration {
    use staticnn::prelude::*;

    network! { struct Net = onnx "model.onnx" Clone; }
}

mod a_file_that_declares_a_network_is_there {
    use staticnn::prelude::*;

    network! { struct Net = onnx "none.onnx"; }

    fn its_uses_are_no_further_mistakes() -> f32 {
        Net::PRETRAINED.predict(&[1.0, 2.0])[0]
    }
}

mod a_file_that_declares_a_network_is_onnx {
    use staticnn::prelude::*;

    network! { struct Net = onnx "weights/pytorch.safetensors"; }
}

mod a_model_is_made_of_the_librarys_layers {
    use staticnn::prelude::*;

    network! { struct Net = onnx "weights/transposed.onnx"; }
}

mod a_model_has_floats_of_32_or_64_bits {
    use staticnn::prelude::*;

    network! { struct Net = onnx "weights/half.onnx"; }
}

mod a_model_says_its_scalar {
    use staticnn::prelude::*;

    network! {
        #[scalar(f32)]
        struct Net = onnx "weights/double.onnx";
    }
}

fn main() {}
