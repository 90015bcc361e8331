//! Stages as other libraries write them.

mod a_dense_stage_is_its_size_and_its_activation {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> dense(12, relu) -> nn.Linear(12, 8) -> Dense 4 tanh -> 1 >; }
}

mod a_layer_has_its_word {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 -> LayerNormalization() -> Dropout(0.5) -> 1 >; }
}

mod a_stage_has_no_brackets {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> (12 relu) -> [8, tanh] -> 4(relu) -> 1 >; }
}

mod an_activation_follows_its_size {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 -> ReLU() -> relu(8) -> 4, tanh -> 1 >; }
}

mod an_activation_is_its_word_alone {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 activation=relu -> 1 >; }
}

mod the_input_is_one_row {
    use staticnn::prelude::*;

    network! { struct Net< (28, 28) -> 10 >; }
}

mod a_scalar_stands_above_the_declaration {
    use staticnn::prelude::*;

    network! { struct Net< f64 -> [f32; 4] -> 1 >; }
}

mod each_stage_is_written_out {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> [12 relu; 3] -> 1 >; }
}

fn main() {}
