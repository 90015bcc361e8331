//! Stages that are not in this version.

mod blocks_are_not_in_this_version {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> residual { 3 relu } -> heads { a: 1; b: 2 } >; }
}

mod convolutions_are_not_in_this_version {
    use staticnn::prelude::*;

    network! { struct Net< 16 -> conv 8 (5) relu -> flatten -> 10 >; }
}

mod dimensions_are_not_in_this_version {
    use staticnn::prelude::*;

    network! {
        struct Net< 1x28x28 -> 10 >;
        struct Apart< 28 x 28 -> 10 >;
    }
}

mod words_to_come_are_known_though_misspelt {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> droput 0.2 -> 12 relu dropout 0.5 -> 1 >; }
}

mod a_network_has_one_output {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 relu -> { 1; 2 } >; }
    network! { struct Other< 3 -> (1 sigmoid, 2 softmax) >; }
}

mod a_stage_to_come_has_a_substitute_today {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> dropout(0.5) -> lstm 8 -> batch_norm -> embedding -> max_pool -> 1 >; }
}

fn main() {}
