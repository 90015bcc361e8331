//! `layer_norm` with what it doesn't take.

mod an_epsilon_is_above_zero {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 -> layer_norm(0) -> layer_norm(-1e-5) relu -> 1 >; }
}

mod an_epsilon_is_one_number {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 -> layer_norm(1e-5, 2) -> layer_norm() -> 1 >; }
}

mod layer_norm_has_no_size_of_its_own {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 -> layer_norm 12 -> 12 layer_norm -> 1 >; }
}

mod layer_norm_has_a_bias {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 -> layer_norm relu no_bias -> 1 >; }
}

mod layer_norm_is_spelt_as_in_the_list {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 -> layernorm -> LayerNorm -> 1 >; }
}

mod layer_norm_follows_a_size {
    use staticnn::prelude::*;

    network! { struct Net< layer_norm -> 1 >; }
}

fn main() {}
