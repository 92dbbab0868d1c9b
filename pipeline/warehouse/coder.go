package warehouse

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
)

// maxTexts bounds the texts of one dataset's coded columns: a column with more
// is no list of codes, and should not have been declared so.
const maxTexts = 4 << 20

// coder numbers the texts of one dataset's coded columns. It starts with those
// that the file knows and keeps the new ones until they are stored in the
// transaction of the rows that use them.
type coder struct {
	mu    sync.RWMutex
	codes map[string]int32
	fresh []string // in the order of their codes
	from  int32    // code of the first fresh text
}

func (w *Warehouse) newCoder(ctx context.Context, t *table) (*coder, error) {
	c := &coder{codes: map[string]int32{}}
	rows, err := w.conn.QueryContext(ctx, "SELECT code, text FROM "+t.texts())
	if err != nil {
		return nil, w.watch(err)
	}
	defer rows.Close()
	for rows.Next() {
		var code int32
		var text string
		if err := rows.Scan(&code, &text); err != nil {
			return nil, err
		}
		c.codes[text] = code
		c.from = max(c.from, code+1)
	}
	return c, w.watch(rows.Err())
}

// Code implements sources.Coder.
func (c *coder) Code(text []byte) (int32, error) {
	c.mu.RLock()
	code, ok := c.codes[string(text)]
	c.mu.RUnlock()
	if ok {
		return code, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if code, ok := c.codes[string(text)]; ok {
		return code, nil
	}
	if len(c.codes) >= maxTexts {
		return 0, fmt.Errorf("more than %d different texts in columns declared as codes", maxTexts)
	}
	code = c.from + int32(len(c.fresh))
	s := string(text)
	c.codes[s] = code
	c.fresh = append(c.fresh, s)
	return code, nil
}

// insert adds the fresh texts to a table (code, text), as one JSON document.
func (c *coder) insert(table string) (query, doc string, err error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	b, err := json.Marshal(c.fresh)
	return fmt.Sprintf(`INSERT INTO %s SELECT %d + n - 1, t FROM (
  SELECT unnest(x) AS t, generate_subscripts(x, 1) AS n FROM (SELECT from_json(CAST(? AS VARCHAR), '["VARCHAR"]') AS x))`, table, c.from), string(b), err
}

func (c *coder) store(ctx context.Context, tx *txn, t *table) error {
	if len(c.fresh) == 0 {
		return nil
	}
	query, doc, err := c.insert(t.texts())
	if err != nil {
		return err
	}
	n, err := tx.exec(ctx, query, doc)
	if err == nil && n != int64(len(c.fresh)) {
		err = fmt.Errorf("%d of %d new texts of %s were stored", n, len(c.fresh), t.d.Name)
	}
	return err
}

// stage makes mem.texts: every text that staged rows may refer to.
func (c *coder) stage(ctx context.Context, w *Warehouse) error {
	if err := w.exec(ctx, "CREATE OR REPLACE TABLE mem.texts (code INTEGER, text VARCHAR)"); err != nil {
		return err
	}
	c.mu.RLock()
	all := make(map[string]int32, len(c.codes))
	for k, v := range c.codes {
		all[k] = v
	}
	c.mu.RUnlock()
	type entry struct {
		C int32
		T string
	}
	list := make([]entry, 0, len(all))
	for k, v := range all {
		list = append(list, entry{v, k})
	}
	doc, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return w.exec(ctx, `INSERT INTO mem.texts SELECT e.C, e.T FROM (
  SELECT unnest(from_json(CAST(? AS VARCHAR), '[{"C":"INTEGER","T":"VARCHAR"}]')) AS e)`, string(doc))
}
