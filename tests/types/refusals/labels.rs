//! Labels of stages.

mod a_label_ends_with_a_colon {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> hidden 12 relu -> out = 1 >; }
}

mod a_label_has_a_stage {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> hidden: -> 1 >; }
}

mod a_label_isnt_a_methods_name {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> predict: 12 relu -> gradient: 1 >; }
}

mod a_label_isnt_a_word_of_rusts {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> type: 12 relu -> 1 >; }
}

mod a_label_isnt_another_stages_number {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 relu -> layer1: 8 relu -> 1 >; }
}

mod a_label_names_one_stage {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> hidden: 12 relu -> hidden: 8 relu -> 1 >; }
}

fn main() {}
