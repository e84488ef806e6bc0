-- What is sold, by us or by a store of ours, so that a report can say what it is about.
CREATE TABLE product (
        id {id},
        version {int} NOT NULL,
        store_id {int} REFERENCES shop (id), -- whose it is; NULL: the company's own
        sku {text} NOT NULL,         -- the reference that people read out
        sku_fold {text} NOT NULL,    -- equality without regard to case and accents
        name_en {text} NOT NULL,
        name_fr {text} NOT NULL,
        name_es {text} NOT NULL,
        find_fold {text} NOT NULL,   -- the reference and the names, folded, a line each
        archived {int} NOT NULL,     -- offered no more; what names it still shows it
        created_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX product_sku ON product (COALESCE(store_id, 0), sku_fold);
CREATE INDEX product_by_sku ON product (sku_fold, id);
CREATE INDEX product_created ON product (created_at, id);
CREATE INDEX product_store ON product (store_id, sku_fold, id);
