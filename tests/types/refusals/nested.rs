//! Networks and custom layers as stages: what the compiler checks.

use staticnn::prelude::*;

network! {
    struct Encoder< 8 -> 16 relu -> 4 tanh >;
    #[scalar(f64)]
    struct Double< 8 -> 4 >;
}

type Norm = staticnn::layers::LayerNorm<f32, staticnn::shape::Features<staticnn::shape::U5>>;

mod a_network_takes_what_the_stage_before_puts_out {
    staticnn::network! { struct Net< 3 -> 10 relu -> super::Encoder -> 1 >; }
}

mod a_network_takes_what_the_input_has {
    staticnn::network! { struct Net< 7 -> encoder: super::Encoder -> 1 >; }
}

mod a_network_takes_what_a_network_puts_out {
    staticnn::network! { struct Net< 8 -> super::Encoder -> super::Encoder >; }
}

mod a_custom_layer_takes_what_the_stage_before_puts_out {
    staticnn::network! { struct Net< 3 -> 12 -> super::Norm -> 1 >; }
}

mod a_constant_size_takes_part {
    const WIDTH: usize = 9;
    staticnn::network! { struct Net< 3 -> WIDTH -> super::Encoder -> 1 >; }
}

mod a_network_has_the_scalar_of_its_stages {
    staticnn::network! { struct Net< 8 -> super::Double -> 1 >; }
}

mod a_path_without_a_size_is_a_layer {
    staticnn::network! { struct Net< 3 -> 12 -> String -> 1 >; }
}

mod an_activation_is_no_stage {
    use staticnn::activation;
    staticnn::network! { struct Net< 3 -> 12 -> activation::Tanh -> 1 >; }
}

fn main() {}
